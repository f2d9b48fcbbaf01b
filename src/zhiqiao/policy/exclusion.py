"""In which order programmes that exclude each other are settled; a cycle is refused."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from zhiqiao.policy.errors import Problem, ProblemKind, Severity
from zhiqiao.policy.programme import Programme, Version


def exclusion_problems(programmes: Sequence[Programme]) -> list[Problem]:
    """Cycles of 让位于, and names of programmes that do not exist, of any two versions."""
    known = {programme.id for programme in programmes}
    problems: list[Problem] = []
    edges: dict[str, set[str]] = {}
    for programme in programmes:
        for version in programme.versions:
            named = (*version.gives_way_to, *(version.cap.programmes if version.cap else ()))
            problems += [
                Problem(ProblemKind.PROGRAMME_UNKNOWN, version.place, {"id": name}, Severity.ERROR)
                for name in named
                if name not in known
            ]
            edges.setdefault(node_of(programme.id, version), set()).update(version.gives_way_to)
    groups = {
        programme.id: {node_of(programme.id, version) for version in programme.versions}
        for programme in programmes
    }
    graph = {
        node: {other for name in names for other in groups.get(name, ())}
        for node, names in edges.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names = " → ".join(_shown(node) for node in error.args[1])
        place = programmes[0].place
        problems.append(Problem(ProblemKind.EXCLUSION_CYCLE, place, {"names": names}))
    return problems


def node_of(id_: str, version: Version) -> str:
    """What is settled at once: the programme, or its whole 互斥 group."""
    return f"group {version.exclusion.group}" if version.exclusion else f"programme {id_}"


def _shown(node: str) -> str:
    """A node as messages name it."""
    kind, _, name = node.partition(" ")
    return f"互斥组「{name}」" if kind == "group" else name


def settling_order(versions: Sequence[tuple[str, Version]]) -> list[list[int]]:
    """Positions of programmes, in the order in which they are settled, a 互斥 group together.

    A programme comes after those it gives way to; else groups and programmes keep the order
    given.
    """
    members: dict[str, list[int]] = {}
    place: dict[str, str] = {}
    for position, (id_, version) in enumerate(versions):
        node = node_of(id_, version)
        members.setdefault(node, []).append(position)
        place[id_] = node
    sorter = TopologicalSorter[str]()
    for id_, version in versions:
        node = node_of(id_, version)
        before = {place[name] for name in version.gives_way_to if name in place} - {node}
        sorter.add(node, *sorted(before))
    return [members[node] for node in sorter.static_order()]
