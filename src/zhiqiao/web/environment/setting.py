"""One setting: its name, what it may be, and what it is for."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

PORT_MAX = 65_535


class Kind(StrEnum):
    """What sort of value a setting takes."""

    SWITCH = "switch"
    TEXT = "text"
    NAMES = "names"
    CHOICE = "choice"
    NUMBER = "number"
    FOLDER = "folder"
    URL = "url"
    ORIGINS = "origins"
    NETWORKS = "networks"
    PORTS = "ports"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `expected` says in a language-free way what it may be."""

    name: str
    kind: Kind
    default: str
    chinese: str
    english: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    is_secret: bool = False

    @property
    def expected(self) -> str:
        """What the value may be, such as `0 | 1`."""
        return {
            Kind.SWITCH: "0 | 1",
            Kind.CHOICE: " | ".join(self.choices),
            Kind.NUMBER: f"{self.least}–{self.most}",
            Kind.ORIGINS: "https://name[:port], …",
            Kind.URL: "scheme://host/…",
            Kind.NETWORKS: "192.0.2.0/24, …",
            Kind.PORTS: "8443, …",
            Kind.MAIL: "smtp://user:password@host:587?tls=1 | smtps://…",
        }.get(self.kind, "…")

    def accepts(self, value: str) -> bool:
        """Whether the value can be understood."""
        if self.kind == Kind.CHOICE:
            return value in self.choices
        if self.kind == Kind.NUMBER:
            return _is_number(value) and self.least <= int(value) <= self.most
        return _ACCEPTS.get(self.kind, _is_text)(value)


def parts_of(value: str) -> list[str]:
    """The parts of a list written with commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= len("999999999999")


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.path
    except ValueError:
        return False


def _is_url(value: str) -> bool:
    try:
        return not value or bool(urlsplit(value).scheme)
    except ValueError:
        return False


def _is_mail(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_server = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)
        return not value or (is_server and (parts.port is None or parts.port > 0))
    except ValueError:
        return False


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return False
    return True


def _is_port(value: str) -> bool:
    return _is_number(value) and 0 < int(value) <= PORT_MAX


def _is_text(value: str) -> bool:
    return "\0" not in value


def _each(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """The check for every part of a list."""
    return lambda value: all(check(part) for part in parts_of(value))


_ACCEPTS: dict[Kind, Callable[[str], bool]] = {
    Kind.SWITCH: {"0", "1"}.__contains__,
    Kind.ORIGINS: _each(_is_origin),
    Kind.URL: _is_url,
    Kind.NETWORKS: _each(_is_network),
    Kind.PORTS: _each(_is_port),
    Kind.MAIL: _is_mail,
}
