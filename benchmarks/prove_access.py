"""Removes every access check in turn and counts which the crawl notices. Prints JSON.

Run: python benchmarks/prove_access.py. Ends with 1 if a removal goes unnoticed.
"""

import json
import os
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Runs the sample's test over all checks, in this process."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ["ZHIQIAO_ALL_REMOVALS"] = "1"
    began = time.monotonic()
    ended = pytest.main(
        ["-n0", "-q", "-s", "--no-header", "--tb=short", "tests/secure/test_removals.py",
         "-k", "test_nobody_removes"]
    )  # fmt: skip
    from tests.secure.test_removals import FOUND, SIGNS

    figures = {
        "checks": len(FOUND),
        "noticed": sum(sign is not None for sign in SIGNS.values()),
        "unnoticed": [each.name for each in FOUND if SIGNS.get(each.name) is None],
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return int(ended)


if __name__ == "__main__":
    sys.exit(main())
