"""Every address that the site answers, with the methods it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver

from zhiqiao.web.access import Permission


@dataclass(frozen=True)
class Route:
    """One method of one address. `parameters` are the names in its path."""

    method: str
    template: str
    parameters: tuple[str, ...]
    permission: Permission

    @property
    def key(self) -> str:
        """How the permission matrix calls it."""
        return f"{self.method} /{self.template}"

    def path(self, values: dict[str, object]) -> str:
        """The address with values in it."""
        path = self.template
        for pattern_text, name in _pieces(self.template):
            path = path.replace(pattern_text, str(values[name]))
        return "/" + path


def _pieces(template: str) -> list[tuple[str, str]]:
    """Each `<int:need_id>` of a template with its bare name."""
    found = []
    for piece in template.split("<")[1:]:
        inside = piece.split(">")[0]
        found.append((f"<{inside}>", inside.split(":")[-1]))
    return found


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole template."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def routes() -> list[Route]:
    """All of them, in the order of the address table."""
    return [
        Route(method, template, tuple(name for _, name in _pieces(template)), permission)
        for template, pattern in patterns(get_resolver())
        for method, permission in _answers(pattern)
    ]


def _answers(pattern: URLPattern) -> list[tuple[str, Permission]]:
    """The methods that a view takes, each with what it needs."""
    by_method = getattr(pattern.callback, "permissions", None)
    if by_method is not None:
        return sorted((name, needed) for name, needed in by_method.items() if name != "HEAD")
    methods = [method for method in pattern.callback.methods if method != "HEAD"]
    return list(product(methods, [pattern.callback.permission]))
