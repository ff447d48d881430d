"""Answers for automated suites: a process of its own that holds test cards, and approves or refuses when it is called.

The provider has no such door: this is a phone, which signs like any other, and it holds cards of test people alone.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from activation.codes import question_of
from activation.management.phone import acts
from activation.management.phone.http import PhoneRefused, Unreachable, WalletHttp
from activation.management.phone.keys import StoredCard

_DECISIONS: Final = {"allow": "approve", "deny": "deny"}
_TEST_NUMBER: Final = "997"  # what follows the type digit of every test person


def of_test_people(cards: Sequence[StoredCard]) -> list[StoredCard]:
    """The cards that may answer by themselves."""
    return [one for one in cards if one.national_id[1:].startswith(_TEST_NUMBER)]


def make_agent(
    port: int, *, open_http: Callable[[], WalletHttp], cards: Sequence[StoredCard], issuer: str, pin: str
) -> HTTPServer:
    """A server of this machine alone: `POST /?auth_req_id=…&action=allow|deny`, and `&number=42` where the service
    shows one. 200 with what became of it; 404: nothing of this name waits for a card held here.
    """
    held = of_test_people(cards)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            status, words = HTTPStatus.BAD_REQUEST, "auth_req_id and action=allow or action=deny\n"
            if asked.get("action") in _DECISIONS and asked.get("auth_req_id"):
                status, words = _answer(open_http(), held, asked, issuer=issuer, pin=pin)
            said = words.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            with suppress(BrokenPipeError):
                self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing: an address holds what a service polls with."""

    return HTTPServer(("127.0.0.1", port), Handler)


def _answer(
    http: WalletHttp, cards: Sequence[StoredCard], asked: dict[str, str], *, issuer: str, pin: str
) -> tuple[HTTPStatus, str]:
    try:
        for card in cards:
            for request in acts.list_pending(http, card):
                if request["id"] == str(question_of(asked["auth_req_id"])):
                    outcome = _decide(http, card, request, asked, issuer=issuer, pin=pin)
                    return HTTPStatus.OK, f"{outcome['state']}\n"
    except PhoneRefused as refusal:
        return HTTPStatus.CONFLICT, f"{refusal.code}\n"
    except Unreachable as error:
        return HTTPStatus.BAD_GATEWAY, f"no answer from {error}\n"
    return HTTPStatus.NOT_FOUND, "nothing of this name waits\n"


def _decide(
    http: WalletHttp, card: StoredCard, request: dict[str, Any], asked: dict[str, str], *, issuer: str, pin: str
) -> dict[str, Any]:
    is_approval = asked["action"] == "allow"
    number = asked.get("number") if is_approval and request["numbers"] else None
    return acts.decide(
        http,
        card,
        request,
        issuer=issuer,
        decision=_DECISIONS[asked["action"]],
        number=number,
        pin=pin if is_approval else None,
    )
