"""What is counted while the site works. Labels are names of ours: routes, methods, status codes.

With several processes the figures lie in files that they share (PROMETHEUS_MULTIPROC_DIR, which
`zhiqiao serve` sets), and whoever is asked adds them up.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 30)
QUERIES = (0, 1, 2, 4, 6, 8, 10, 15, 20, 30, 50, 100)

requests = Counter(
    "zhiqiao_requests",
    "Requests answered",
    ["route", "method", "status"],
    registry=REGISTRY,
)
request_seconds = Histogram(
    "zhiqiao_request_seconds",
    "Seconds until an answer began",
    ["route", "method"],
    buckets=SECONDS,
    registry=REGISTRY,
)
request_queries = Histogram(
    "zhiqiao_request_queries",
    "Database queries for one answer",
    ["route"],
    buckets=QUERIES,
    registry=REGISTRY,
)


def count_request(*, route: str, method: str, status: int, seconds: float, queries: int) -> None:
    """Counts one answer. A method that HTTP does not know counts as OTHER."""
    known = method if method in METHODS else "OTHER"
    requests.labels(route, known, str(status)).inc()
    request_seconds.labels(route, known).observe(seconds)
    request_queries.labels(route).observe(queries)
