"""QR codes as pictures. Pure."""

import io
from base64 import b64encode

import segno


def draw_svg(content: str) -> bytes:
    """Return an SVG document: black on white whatever the page's colours, with the quiet zone of four modules that
    readers need (ISO/IEC 18004 §6.3.8), and the content as its description, as much in clear as the picture.
    """
    picture = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False, desc=content
    )
    return picture.getvalue()


def draw_source(content: str) -> str:
    """Return the same picture as the value of an `img` element's `src`, for pages that bind it to one answer."""
    return f"data:image/svg+xml;base64,{b64encode(draw_svg(content)).decode()}"
