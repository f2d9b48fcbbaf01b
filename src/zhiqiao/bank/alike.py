"""Reads records that are built alike, each in one step.

A bank writes a hundred thousand entries with one program, so that they differ in their texts
alone. The first of a build is taken apart tag by tag; from it comes a pattern in which every tag
stands letter for letter and every text is free. What matches the pattern has the same tags in the
same order, hence the same meaning, and gives its texts at once. Whatever does not match, and every
text with an entity in it, goes the long way through the parser.

Only files without comments, CDATA and processing instructions come here: in them a tag's letters
are always that tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhiqiao.bank.records import NOWHERE, Close, Place, Record

TARGET = "zhiqiao"
"""Of the processing instruction that stands where records were taken out."""
BUILDS_MAX = 16
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\?>")
_TAG = re.compile(r"(<[^<>]*>)")
_PLAIN_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?: [A-Za-z]+=\"[^\"<>&]*\")*)(/?)>")
_ATTRIBUTE = re.compile(r' ([A-Za-z]+)="([^"]*)"')
# What a text may hold that the parser would hand on as it is: no markup, no entity, no line end
# that it would change, nothing that XML forbids.
_FREE = "[^<>&\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]*"
_BLANK = "[ \\t\\n]*"

Span = tuple[int, int]


def alike_in(content: bytes, name: str) -> "Alike | None":
    """The many records of that name in a file, taken out of it; None where it is not suited."""
    declared = _DECLARATION.match(content)
    body = declared.end() if declared else 0
    if not name or b"<!" in content or content.find(b"<?", body) >= 0:
        return None
    runs = list(_runs(content, name.encode()))
    return Alike(content, runs, name) if runs else None


def _runs(content: bytes, name: bytes) -> Iterator[list[Span]]:
    """Where the records stand, those together that have nothing but blanks between them."""
    opening, closing = b"<" + name + b">", b"</" + name + b">"
    run: list[Span] = []
    start = content.find(opening)
    while start >= 0:
        end = content.find(closing, start)
        if end < 0:
            break
        if run and content[run[-1][1] : start].strip():
            yield run
            run = []
        end += len(closing)
        run.append((start, end))
        start = content.find(opening, end)
    if run:
        yield run


class Alike:
    """The records taken out of a file, and what was learned of their builds."""

    def __init__(self, content: bytes, runs: list[list[Span]], name: str) -> None:
        self.content = content
        self.runs = runs
        self.name = name
        self._builds: list[_Build] = []
        self._refusals = 0

    @property
    def rest(self) -> bytes:
        """The file without the records, with a mark where they stood and all its line ends."""
        parts: list[bytes] = []
        position = 0
        for number, run in enumerate(self.runs):
            start, end = run[0][0], run[-1][1]
            lines = b"\n" * self.content.count(b"\n", start, end)
            parts += [self.content[position:start], f"<?{TARGET} {number}?>".encode(), lines]
            position = end
        return b"".join([*parts, self.content[position:]])

    def parts(self, number: int) -> Iterator[tuple[bytes, int]]:
        """The records that stood at a mark, and where each began."""
        return ((self.content[start:end], start) for start, end in self.runs[number])

    def read(self, part: bytes, offset: int, place: Place, close: Close) -> bool:
        """Reads a record if it is built as one before; False where it must go the long way."""
        if place.inner.get(self.name, NOWHERE) is NOWHERE:
            return False
        try:
            text = part.decode()
        except UnicodeDecodeError:
            return False
        for position, build in enumerate(self._builds):
            if (found := build.pattern.fullmatch(text)) is not None:
                if position:  # the latest first: it will most likely be needed again
                    self._builds.insert(0, self._builds.pop(position))
                build.hand_over(found, Record(self.content, offset), close)
                return True
        self._learn(text, place)
        return False

    def _learn(self, text: str, place: Place) -> None:
        """Keeps the build of a record, unless there are too many already."""
        if len(self._builds) < BUILDS_MAX and self._refusals < BUILDS_MAX:
            build = _build_of(text, place)
            if build is None:
                self._refusals += 1
            else:
                self._builds.append(build)


@dataclass(slots=True)
class _Plan:
    """How one record of a build is filled: the places of its texts by group, and its constants."""

    kind: str
    texts: list[tuple[int, Place]] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Build:
    """A way in which records are built; its plans in the order in which their elements end."""

    pattern: re.Pattern[str]
    plans: list[_Plan]

    def hand_over(self, found: re.Match[str], at: Record, close: Close) -> None:
        """Hands over the records of a match."""
        groups = found.groups()
        for plan in self.plans:
            record = Record(at.content, at.offset)
            record.update(plan.constants)
            for group, place in plan.texts:
                text = groups[group].strip()
                if text and place.key not in record:
                    record[place.key] = text
                elif text:
                    record.keep(place, text)
            close(plan.kind, record)


def _build_of(text: str, place: Place) -> _Build | None:
    """The build of a record below a place, or None where it is not plain enough."""
    building = _Building(place)
    pieces = _TAG.split(text)
    for number, piece in enumerate(pieces):
        if number % 2:
            is_taken = building.tag(piece)
        else:
            before, after = pieces[max(number - 1, 0)], pieces[min(number + 1, len(pieces) - 1)]
            is_taken = building.text(piece, before=before, after=after)
        if not is_taken:
            return None
    return building.finish()


class _Building:
    """A build that is being learned."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.above: list[tuple[Place, str]] = []
        self.open: list[_Plan] = []
        self.closed: list[_Plan] = []
        self.parts: list[str] = []
        self.groups = 0

    def tag(self, piece: str) -> bool:
        """Takes a tag; False where it is not plain."""
        found = _PLAIN_TAG.fullmatch(piece)
        if found is None:
            return False
        closing, name, attributes, is_empty = found.groups()
        self.parts.append(re.escape(piece))
        if closing:
            return not attributes and not is_empty and self._end(name)
        self._start(name, attributes)
        return not is_empty or self._end(name)

    def _start(self, name: str, attributes: str) -> None:
        self.above.append((self.place, name))
        self.place = self.place.inner.get(name, NOWHERE)
        if self.place.record:
            self.open.append(_Plan(self.place.record))
        for key, value in _ATTRIBUTE.findall(attributes):
            if self.open and key == self.place.attribute and not self.place.record:
                self.open[-1].constants.setdefault(self.place.key + "@", value)

    def _end(self, name: str) -> bool:
        if not self.above:
            return False
        if self.place.record:
            self.closed.append(self.open.pop())
        self.place, opened = self.above.pop()
        return opened == name

    def text(self, piece: str, *, before: str, after: str) -> bool:
        """Takes what stands between two tags: a text in an element, else nothing but blanks."""
        is_inside = before.startswith("<") and not before.startswith("</") and after[:2] == "</"
        if not is_inside or before.endswith("/>"):
            self.parts.append(_BLANK)
            return not piece.strip(" \t\n")
        if not self.place.key or not self.open:
            self.parts.append(_FREE)
            return True
        self.parts.append(f"({_FREE})")
        self.open[-1].texts.append((self.groups, self.place))
        self.groups += 1
        return True

    def finish(self) -> _Build | None:
        """The build, where everything that began has ended."""
        if self.above or self.open:
            return None
        return _Build(re.compile("".join(self.parts)), self.closed)
