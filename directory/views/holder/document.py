"""What a person takes away, as a document to read and to print: A4, real text, bookmarks, the language said."""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast
from xml.sax.saxutils import escape

import reportlab
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

# The fonts of the library itself: what they cannot write is written without its accent, else as a question mark
_FONTS: Final = Path(reportlab.__file__).parent / "fonts"
_PLAIN, _BOLD = "Vera", "VeraBd"
_MARGIN: Final = 18 * mm
_TITLE: Final = ParagraphStyle("title", fontName=_BOLD, fontSize=17, leading=22, spaceAfter=3 * mm)
_HEAD: Final = ParagraphStyle("head", fontName=_BOLD, fontSize=12.5, leading=17, spaceBefore=6 * mm, spaceAfter=2 * mm)
_TEXT: Final = ParagraphStyle("text", fontName=_PLAIN, fontSize=9.5, leading=13.5, spaceAfter=2 * mm, splitLongWords=1)

Section = tuple[str, Sequence[Sequence[tuple[str, str]]]]


def make_document(*, title: str, lead: str, sections: Sequence[Section], language: str) -> bytes:
    """A PDF. sections: a title, and rows of words and values."""
    _load_fonts()
    story: list[Any] = [Paragraph(_safe(title), _TITLE), Paragraph(_safe(lead), _TEXT)]
    for head, rows in sections:
        story.append(_Head(_safe(head), _HEAD))
        story += [Paragraph("<br/>".join(_line(words, value) for words, value in row), _TEXT) for row in rows]
        if not rows:
            story.append(Paragraph(_safe(_("Nothing.")), _TEXT))
    story.append(Spacer(1, 4 * mm))
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=title,
        lang=language,
    )
    document.build(story, onFirstPage=_number, onLaterPages=_number)
    return target.getvalue()


class _Head(Paragraph):
    """A heading that readers find among the bookmarks."""

    def draw(self) -> None:
        """On the page, and in its outline."""
        key = f"part-{id(self)}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(self.getPlainText(), key, level=0)
        super().draw()


def _load_fonts() -> None:
    known = pdfmetrics.getRegisteredFontNames()
    for name in (_PLAIN, _BOLD):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))


def _line(words: str, value: str) -> str:
    return f'<font name="{_BOLD}">{_safe(words)}</font> : {_safe(value)}'


def _safe(text: str) -> str:
    glyphs = cast(TTFont, pdfmetrics.getFont(_PLAIN)).face.charToGlyph
    return escape("".join(_writable(character, glyphs) for character in text))


def _writable(character: str, glyphs: dict[int, int]) -> str:
    if ord(character) in glyphs:
        return character
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[0]
    return base if ord(base) in glyphs else "?"


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(_PLAIN, 8)
    canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, str(document.page))
