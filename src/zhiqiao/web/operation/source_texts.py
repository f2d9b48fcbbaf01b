"""Which texts are written in our and the libraries' code, and so are nobody's data.

A library may log a text that it put together from a request ("Invalid host: …"). Such a text is
told from a constant by looking whether it stands in the code that logged it.
"""

import ast
from functools import lru_cache
from pathlib import Path

SOURCE_BYTES_MAX = 2_000_000


def is_constant_of(text: str, path: str) -> bool:
    """Whether the text is a literal of the Python file at `path`."""
    return text in _constants(path)


@lru_cache(maxsize=256)
def _constants(path: str) -> frozenset[str]:
    file = Path(path)
    try:
        if file.suffix != ".py" or file.stat().st_size > SOURCE_BYTES_MAX:
            return frozenset()
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    nodes = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(value for value in nodes if isinstance(value, str))
