"""A QR code read with the camera, by the reader that ships with the wallet: this browser has none of its own."""

from collections.abc import Callable

import pytest
import segno

from tests.wallet.conftest import Phone
from tests.wallet.facts import ACTIVATION, ORIGIN, TICKET

pytestmark = pytest.mark.browser

Check = Callable[[], None]
# A camera that sees one picture, at an angle and smaller than the screen, as hands hold phones
CAMERA = """
const picture = "%s";
navigator.mediaDevices.getUserMedia = async () => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext("2d");
  const draw = () => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#ddd";
    pen.fillRect(0, 0, 640, 480);
    pen.setTransform(0.97, 0.12, -0.1, 0.95, 180, 40);
    pen.drawImage(image, 0, 0, 340, 340);
  };
  draw();
  setInterval(draw, 100);
  globalThis.stream = canvas.captureStream(10);
  return globalThis.stream;
};
"""
REFUSED = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"


def camera_that_sees(text: str) -> str:
    """The script of a page whose camera sees the code of a text."""
    return CAMERA % segno.make(text, error="m").png_data_uri(scale=8, border=4)


def test_the_code_of_an_activation_is_followed_as_its_link(phone: Phone, check_screen: Check) -> None:
    phone.page.add_init_script(camera_that_sees(f"{ORIGIN}/#t={ACTIVATION}.{TICKET}"))
    phone.page.goto(f"{ORIGIN}/")
    phone.page.click("#scan-first")
    phone.see("scan")
    check_screen()
    phone.see("codes")
    phone.page.wait_for_selector('[data-part="ticket-received"]:visible')

    assert "#" not in phone.page.url
    assert phone.page.evaluate("stream.getTracks().every(({ readyState }) => readyState === 'ended')")


def test_a_code_of_something_else_is_said_and_leads_nowhere(phone: Phone, check_screen: Check) -> None:
    phone.page.add_init_script(camera_that_sees("https://evil.example/#t=x.y"))
    phone.page.goto(f"{ORIGIN}/")
    phone.page.click("#scan-first")
    phone.page.wait_for_selector('[data-part="foreign"]:visible')
    check_screen()

    phone.page.click("#scan-back")
    phone.see("welcome")
    phone.page.wait_for_function("stream.getTracks().every(({ readyState }) => readyState === 'ended')")

    assert phone.page.url == f"{ORIGIN}/"


def test_a_camera_that_is_refused_says_what_to_do(phone: Phone, check_screen: Check) -> None:
    phone.page.add_init_script(REFUSED)
    phone.page.goto(f"{ORIGIN}/")
    phone.page.click("#scan-first")
    phone.page.wait_for_selector('[data-part="no-camera"]:visible')

    check_screen()
