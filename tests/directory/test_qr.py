"""QR codes as pictures."""

from base64 import b64decode

from directory.qr import draw_source, draw_svg


def test_a_picture_is_black_on_white_with_its_quiet_zone_and_its_content_in_words() -> None:
    drawn = draw_svg("https://wallet.test/#c=é&<").decode()

    assert "<desc>https://wallet.test/#c=é&amp;&lt;</desc>" in drawn
    assert 'viewBox="0 0 33 33"' in drawn  # 25 modules, and four on each side
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn


def test_a_source_is_the_same_picture() -> None:
    scheme, data = draw_source("https://wallet.test/#t=1").split(",")

    assert scheme == "data:image/svg+xml;base64"
    assert b64decode(data) == draw_svg("https://wallet.test/#t=1")
