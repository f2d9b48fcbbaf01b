"""The server that `--server` names in this call."""


class _Chosen:
    """Set once, before the command runs."""

    server: str | None = None


def choose_server(server: str | None) -> None:
    """Notes the server."""
    _Chosen.server = server


def chosen_server() -> str | None:
    """The server noted, or None."""
    return _Chosen.server
