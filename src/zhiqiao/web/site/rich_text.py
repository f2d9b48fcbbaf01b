"""Text that may carry markup: cleaned to a short list of harmless tags, or turned into plain text.

Needs and offers are plain text and every page escapes them. This is for what arrives as HTML from
elsewhere, and for the few fields that may keep simple markup.
"""

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "em", "b", "i", "u", "ul", "ol", "li", "blockquote", "h3", "h4", "a"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}
GONE_WITH_CONTENT = {"script", "style", "title", "iframe", "object", "noscript", "template"}
MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|strong|i|em|u|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|a|img|font"
    r"|script|style|iframe|object|svg|blockquote|section|article|body|html|head|meta|link|pre)"
    r"(?:\s[^<>]*)?/?>|<!--|<!DOCTYPE",
    re.IGNORECASE,
)
LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|blockquote|pre)\s*>", re.IGNORECASE)
CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def clean(html: str) -> SafeString:
    """The HTML with harmless tags only, safe to put into a page.

    >>> str(clean('<p onclick="x()">好<script>x()</script></p>'))
    '<p>好</p>'
    """
    return mark_safe(  # noqa: S308 -- nh3 has cleaned it
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            clean_content_tags=GONE_WITH_CONTENT,
            link_rel="noopener noreferrer nofollow",
        )
    )


def plain(text: str) -> str:
    r"""The text itself; where it is HTML, what a reader of it would see, block by block.

    What merely holds a "<" is left as it is.

    >>> plain("<p>甲</p><p>乙&amp;丙</p>"), plain("粗糙度 <0.8，p<q>r")
    ('甲\n乙&丙', '粗糙度 <0.8，p<q>r')
    """
    if "<" not in text or not MARKUP.search(text):
        return text
    lined = CELL_END.sub(" ", LINE_END.sub("\n", text))
    stripped = nh3.clean(lined, tags=set(), clean_content_tags=GONE_WITH_CONTENT)
    return BLANK_LINES.sub("\n", unescape(stripped)).strip()
