"""Walks through an XML file once and hands over its records, holding one at a time.

A shape says which texts are wanted and which elements are records; everything else is passed over
at the speed of the parser. Names are compared without prefix and namespace, so that every version
of a message is read by one shape. Records that are built alike are read faster, see `alike`.
"""

from dataclasses import dataclass
from xml.parsers import expat

from zhiqiao.bank.alike import TARGET, Alike, alike_in
from zhiqiao.bank.errors import BankFileError
from zhiqiao.bank.guarding import MIB, broken, check_before_opening
from zhiqiao.bank.records import NOWHERE, Close, Place, Record
from zhiqiao.common import ErrorCode


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us."""

    bytes_max: int = 256 * MIB
    depth_max: int = 64


LIMITS = Limits()


def walk(content: bytes, shape: Place, close: Close, *, limits: Limits = LIMITS) -> None:
    """Calls `close` with each record as its element ends, inner ones before outer ones.

    Raises:
        BankFileError: BANK_FILE_TOO_LARGE, BANK_FILE_NOT_UTF8, BANK_FILE_WITH_DOCTYPE,
            BANK_FILE_TOO_DEEP, BANK_FILE_TRUNCATED, BANK_FILE_BROKEN, or what `close` raises.
    """
    check_before_opening(content, bytes_max=limits.bytes_max)
    alike = alike_in(content, shape.repeats)
    walking = _Walking(close, limits.depth_max, content, alike)
    walking.through(alike.rest if alike else content, shape)


def guarded_parser() -> expat.XMLParserType:
    """A parser that stops at a DOCTYPE, before it reads what is in there."""
    parser = expat.ParserCreate("UTF-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_about: object) -> None:
    raise BankFileError(ErrorCode.BANK_FILE_WITH_DOCTYPE)


@dataclass(frozen=True, slots=True)
class _Walking:
    """A walk through a file.

    Attributes:
        whole: the whole file, where only a part is walked through.
    """

    close: Close
    depth_max: int
    whole: bytes
    alike: Alike | None

    def through(self, content: bytes, place: Place, *, offset: int = 0, depth: int = 0) -> None:
        """Walks through a file, or through a part that starts at an offset, below a place."""
        parser = guarded_parser()
        parser.buffer_text = True
        # Where records were taken out, their line ends were left: lines count as in the whole.
        source = self.whole if depth else content
        _attach(parser, place, self, Record(source, offset), depth)
        try:
            parser.Parse(content, True)  # noqa: FBT003 -- the last piece, says expat
        except expat.ExpatError as error:
            lines = source.count(b"\n", 0, offset)
            raise broken(content, error, lines_before=lines, bytes_before=offset) from None

    def take_alike(self, number: str, place: Place, depth: int) -> None:
        """Reads the records that were taken out at a spot."""
        if self.alike is None:
            return
        for part, offset in self.alike.parts(int(number)):
            if not self.alike.read(part, offset, place, self.close):
                self.through(part, place, offset=offset, depth=depth)


def _attach(  # noqa: C901 -- closures, run for every element: each step counts
    parser: expat.XMLParserType, place: Place, walking: _Walking, record: Record, depth: int
) -> None:
    """Sets the parser's handlers."""
    above: list[Place] = []
    records: list[Record] = []
    texts: list[str] = []
    content, offset = record.content, record.offset
    depth_left = walking.depth_max - depth
    close = walking.close

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, record
        above.append(place)
        inner = place.inner.get(tag)
        if inner is None:  # only here can it go deeper than the shape
            inner = _without_prefix(place, tag)
            if len(above) > depth_left:
                _refuse_depth(Record(content, offset + parser.CurrentByteIndex), walking)
        place = inner
        if place.record:
            records.append(record)
            record = Record(content, offset + parser.CurrentByteIndex)
        elif attributes and place.attribute in attributes:
            record.setdefault(place.key + "@", attributes[place.attribute])

    def end(_tag: str) -> None:
        nonlocal place, record
        if texts:
            if place.key:
                record.keep(place, "".join(texts).strip())
            texts.clear()
        if place.record:
            finished, record = record, records.pop()
            close(place.record, finished)
        place = above.pop()

    def take(target: str, number: str) -> None:
        if target == TARGET:
            walking.take_alike(number, place, depth + len(above))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    if not depth and walking.alike is not None:
        parser.ProcessingInstructionHandler = take


def _without_prefix(place: Place, tag: str) -> Place:
    """The place of an element whose name has a prefix, or that is not wanted."""
    if ":" not in tag:
        return NOWHERE
    return place.inner.get(tag.rpartition(":")[2], NOWHERE)


def _refuse_depth(at: Record, walking: _Walking) -> None:
    limit = walking.depth_max
    raise BankFileError(ErrorCode.BANK_FILE_TOO_DEEP, line=at.line, limit=limit)
