"""Which server and which token: from the call, from the environment, or from `zhiqiao login`.

The file of `zhiqiao login` is readable by its owner only.
"""

import json
import os
import secrets
from pathlib import Path

from zhiqiao.cli.language import language
from zhiqiao.cli.remote.choice import SERVER_VARIABLE, chosen_server
from zhiqiao.client import Client, ClientError
from zhiqiao.common import ErrorCode

TOKEN_VARIABLE = "ZHIQIAO_TOKEN"  # noqa: S105 -- the name of a variable


def server_named() -> str:
    """The server of this call.

    Raises:
        ClientError: none is named anywhere.
    """
    named = chosen_server() or os.environ.get(SERVER_VARIABLE) or _stored().get("server", "")
    if not named:
        raise ClientError(ErrorCode.SERVER_UNNAMED)
    return named.rstrip("/") if "://" in named else f"https://{named.rstrip('/')}"


def token_for(server: str) -> str | None:
    """The token of the environment, else the one stored for this very server."""
    stored = _stored()
    if TOKEN_VARIABLE in os.environ:
        return os.environ[TOKEN_VARIABLE].strip() or None
    return stored.get("token") if stored.get("server") == server else None


def connect(*, needs_token: bool = True) -> Client:
    """The server of this call, seen with the token's eyes.

    Raises:
        ClientError: no server is named, or there is no token for it where one is needed.
    """
    server = server_named()
    token = token_for(server)
    if token is None and needs_token:
        raise ClientError(ErrorCode.TOKEN_MISSING, server=server)
    return Client(server, token, language=language())


def credentials_file() -> Path:
    """Where `zhiqiao login` keeps the token."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "zhiqiao" / "login.json"


def store(server: str, token: str) -> Path:
    """Keeps server and token in a file that only its owner reads."""
    path = credentials_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"server": server, "token": token}, file)
    draft.replace(path)
    return path


def forget() -> bool:
    """Removes what `store` kept; whether there was anything."""
    path = credentials_file()
    existed = path.exists()
    path.unlink(missing_ok=True)
    return existed


def _stored() -> dict[str, str]:
    try:
        found = json.loads(credentials_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
