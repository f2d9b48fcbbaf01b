"""Concept graphs in files."""

from pathlib import Path

from zhiqiao.associations import Graph
from zhiqiao.associations.errors import AssociationError
from zhiqiao.associations.lines import from_lines
from zhiqiao.common import ErrorCode, ZhiqiaoError


def load_graph(path: Path) -> Graph:
    """The concept graph in a file of `associations.lines`.

    Raises:
        ZhiqiaoError: FILE_MISSING when there is no such file.
        AssociationError: GRAPH_UNREADABLE when it holds no graph or is damaged.
    """
    if not path.is_file():
        raise ZhiqiaoError(ErrorCode.FILE_MISSING, path=str(path))
    try:
        with path.open("rb") as lines:
            return from_lines(lines, path=str(path))
    except OSError as error:
        why = error.strerror or str(error)
        raise AssociationError(ErrorCode.GRAPH_UNREADABLE, path=str(path), why=why) from error
