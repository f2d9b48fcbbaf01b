"""Vouchers as PDF: of one payment, and of a whole list. They are Chinese, as every voucher here is.

The typeface is one that PDF readers bring along (STSong-Light, a CID font): no font is shipped, and
the text stays text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from zhiqiao.common.money import yuan_text
from zhiqiao.common.yuan_words import yuan_in_words

FONT = "STSong-Light"
LINES_A_PAGE = 26
LINE_COLOUR = colors.HexColor("#444444")
SIGNED_BY = ("经办", "复核", "负责人")


@dataclass(frozen=True, slots=True)
class PaymentVoucher:
    """What the voucher of one payment says, as texts but for the amount."""

    number: str
    payer: str
    payer_account: str
    payee: str
    payee_account: str
    amount_fen: int
    programme: str
    clause: str
    state: str
    paid_on: str
    returned_on: str
    bank_reference: str
    list_title: str
    digest: str
    approved: str


@dataclass(frozen=True, slots=True)
class ListedPayee:
    """One line of a list."""

    number: int
    name: str
    account: str
    amount_fen: int
    state: str
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class ListVoucher:
    """What the voucher of a list says."""

    title: str
    payer: str
    programme: str
    year: int
    state: str
    maker: str
    checker: str
    digest: str
    lines: Sequence[ListedPayee]

    @property
    def total_fen(self) -> int:
        """The lines together."""
        return sum(each.amount_fen for each in self.lines)


def payment_pdf(voucher: PaymentVoucher) -> bytes:
    """The voucher of one payment on one page."""
    _know_font()
    rows = [
        ("凭证号", voucher.number),
        ("付款单位", voucher.payer),
        ("付款账户", voucher.payer_account),
        ("收款单位", voucher.payee),
        ("收款账户", voucher.payee_account),
        ("金额（小写）", f"¥{yuan_text(voucher.amount_fen)}"),
        ("金额（大写）", f"人民币{yuan_in_words(voucher.amount_fen)}"),
        ("用途", voucher.programme),
        ("依据", voucher.clause),
        ("状态", voucher.state),
        ("付出日期", voucher.paid_on),
        *([("退回日期", voucher.returned_on)] if voucher.returned_on else []),
        ("银行流水号", voucher.bank_reference),
        ("兑付清单", voucher.list_title),
        ("清单指纹（SHA-256）", voucher.digest),
        ("两人办理", voucher.approved),
    ]
    title = f"拨付凭证 {voucher.number}"
    return _built(
        lambda: [_title("拨付凭证"), Spacer(1, 6 * mm), _about(rows), *_signatures()], title=title
    )


def _about(rows: Sequence[tuple[str, str]]) -> Table:
    cells = [[_text(name, soft=True), _text(value or "–")] for name, value in rows]
    return _grid(cells, (42 * mm, 128 * mm))


def list_pdf(voucher: ListVoucher) -> bytes:
    """The voucher of a list: a table of all payees over as many pages as it takes."""
    _know_font()
    return _built(lambda: _list_body(voucher), title=f"兑付清单 {voucher.title}")


def _list_body(voucher: ListVoucher) -> list[Any]:
    pages = list(_pages(voucher.lines))
    body: list[Any] = []
    for number, lines in enumerate(pages, start=1):
        body += [_title("兑付清单") if number == 1 else Spacer(1, 1), _heading(voucher, number)]
        body += [Spacer(1, 3 * mm), _page_table(lines)]
        if number == len(pages):
            body += _sums(voucher)
        else:
            body.append(PageBreak())
    return body


def _pages(lines: Sequence[ListedPayee]) -> Iterator[Sequence[ListedPayee]]:
    for start in range(0, max(1, len(lines)), LINES_A_PAGE):
        yield lines[start : start + LINES_A_PAGE]


def _heading(voucher: ListVoucher, page: int) -> Paragraph:
    words = f"{voucher.title} · {voucher.payer} · {voucher.programme}（{voucher.year} 年度）"
    return _text(words if page > 1 else f"{words} · {voucher.state}", soft=True)


def _page_table(lines: Sequence[ListedPayee]) -> Table:
    header = ["序号", "收款单位", "收款账户", "金额（元）", "状态"]
    cells: list[list[Any]] = [[_text(word, soft=True) for word in header]]
    cells.extend(
        [
            str(each.number), _text(each.name), _text(each.account), yuan_text(each.amount_fen),
            _text(each.state),
        ]
        for each in lines
    )  # fmt: skip
    sum_fen = sum(each.amount_fen for each in lines)
    cells.append(["", _text("本页小计", soft=True), f"{len(lines)} 家", yuan_text(sum_fen), ""])
    return _grid(cells, (10 * mm, 54 * mm, 52 * mm, 28 * mm, 26 * mm), right=3)


def _sums(voucher: ListVoucher) -> list[Any]:
    total_fen = voucher.total_fen
    words = (
        f"合计 {len(voucher.lines)} 家，¥{yuan_text(total_fen)}（人民币{yuan_in_words(total_fen)}）"
    )
    people = f"编制：{voucher.maker}；复核：{voucher.checker}"
    digest = f"清单指纹（SHA-256）：{voucher.digest}"
    texts = [_text(words), _text(people), _text(digest, soft=True)]
    return [Spacer(1, 4 * mm), *texts, *_signatures()]


def _signatures() -> list[Any]:
    line = "________________"
    cells = [[_text(f"{word}（签字）：{line}") for word in SIGNED_BY]]
    table = Table(cells, colWidths=[58 * mm] * len(SIGNED_BY))
    return [Spacer(1, 12 * mm), table, Spacer(1, 4 * mm), _text("日期：________年____月____日")]


def _know_font() -> None:
    """Makes the typeface known to the library, once; nothing is read from the disk."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _style(*, soft: bool = False, size: float = 9.5) -> ParagraphStyle:
    colour = LINE_COLOUR if soft else colors.black
    return ParagraphStyle(
        "voucher", fontName=FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK",
        textColor=colour,
    )  # fmt: skip


def _text(words: str, *, soft: bool = False) -> Paragraph:
    return Paragraph(escape(words), _style(soft=soft))


def _title(words: str) -> Paragraph:
    style = _style(size=18)
    style.alignment = 1
    return Paragraph(escape(words), style)


def _grid(cells: list[list[Any]], widths: Sequence[float], *, right: int | None = None) -> Table:
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), FONT, 9.5),
        ("GRID", (0, 0), (-1, -1), 0.5, LINE_COLOUR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    if right is not None:
        style.append(("ALIGN", (right, 1), (right, -1), "RIGHT"))
    return Table(cells, colWidths=list(widths), style=style)


def _built(body_of: Callable[[], list[Any]], *, title: str) -> bytes:
    """The document. Laid out twice: how many pages it has is known after the first time."""
    _content, pages = _laid_out(body_of(), title=title, pages=0)
    content, _pages_again = _laid_out(body_of(), title=title, pages=pages)
    return content


def _laid_out(body: list[Any], *, title: str, pages: int) -> tuple[bytes, int]:
    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, title=title, leftMargin=20 * mm, rightMargin=20 * mm,
        topMargin=16 * mm, bottomMargin=16 * mm,
    )  # fmt: skip
    foot = _foot(pages)
    document.build(body, onFirstPage=foot, onLaterPages=foot)
    return file.getvalue(), int(document.page)


def _foot(pages: int) -> Callable[[Any, Any], None]:
    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 8.5)
        canvas.setFillColor(LINE_COLOUR)
        canvas.drawCentredString(A4[0] / 2, 9 * mm, f"第 {document.page} 页，共 {pages} 页")

    return draw
