"""The sub-commands that speak of sign-ins: see what waits, take a QR code or a link, answer, switch numbers off."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import CommandError

from activation.management.phone import acts
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard

LOGIN_ACTS: Final = ("pending", "claim", "approve", "refuse", "typed-numbers")


def add_login_acts(parsers: Any) -> None:
    """Declare them."""
    pending = parsers.add_parser("pending", help="list the login requests that wait")
    pending.add_argument("--wait", type=int, default=0, help="seconds, 25 at most, until one arrives")
    claim = parsers.add_parser("claim", help="take a login request from a QR code or a link")
    claim.add_argument("claim", help="the link of the QR code or of the page, or what follows #c= in it")
    approve = parsers.add_parser("approve", help="approve a login request")
    approve.add_argument("--number", help="the one that the sign-in page shows; none on the same phone")
    approve.add_argument("--pin", required=True)
    approve.add_argument("--other-place", action="store_true", help="the page is on another network: it is mine")
    refuse = parsers.add_parser("refuse", help="refuse a login request")
    refuse.add_argument("--report", action="store_true", help="it was not me")
    for one in (approve, refuse):
        one.add_argument(
            "id", nargs="?", default="", help="the request, or the beginning of its id; the only one without"
        )
    numbers = parsers.add_parser("typed-numbers", help="whether browsers and services may ask by the number")
    numbers.add_argument("wanted", nargs="?", choices=["on", "off"], help="said only, without it")
    for one in (pending, claim, approve, refuse, numbers):
        one.add_argument("--card", default="", help="a card or a national id; the newest otherwise")


def do_login_act(http: WalletHttp, stored: StoredCard, options: dict[str, Any], *, issuer: str) -> Iterator[str]:
    """Do one; what to say of it, line by line."""
    act = options["act"]
    if act == "pending":
        pending = acts.list_pending(http, stored, wait=options["wait"])
        yield from map(_describe, pending)
        if not pending:
            yield f"nothing waits for {stored.display_name} ({stored.national_id})"
    elif act == "claim":
        yield _describe(acts.claim(http, stored, options["claim"].rpartition("#c=")[2].strip()))
    elif act == "approve":
        yield from _approve(http, stored, options, issuer=issuer)
    elif act == "refuse":
        request = _find(http, stored, options["id"])
        answer = "report" if options["report"] else "deny"
        yield str(acts.decide(http, stored, request, issuer=issuer, decision=answer)["state"])
    else:
        wanted = options["wanted"]
        allowed = acts.typed_numbers(http, stored, wanted=None if wanted is None else wanted == "on")
        yield f"typed numbers {'on' if allowed else 'off'}"


def _approve(http: WalletHttp, stored: StoredCard, options: dict[str, Any], *, issuer: str) -> Iterator[str]:
    request = _find(http, stored, options["id"])
    wants_number = request["way"] == "QR" or bool(request["numbers"])
    if wants_number and options["number"] is None:
        raise CommandError("give --number, the one that the sign-in page shows")
    if not request["same_network"] and not options["other_place"]:
        raise CommandError("the page is on another network: give --other-place if you opened it yourself")
    number = options["number"] if wants_number else None
    outcome = acts.decide(http, stored, request, issuer=issuer, decision="approve", number=number, pin=options["pin"])
    yield str(outcome["state"]) + (f" ({outcome['reason']})" if "reason" in outcome else "")
    if "return_code" in outcome:
        yield f"{request['return_to']}#r={outcome['return_code']}"


def _describe(request: dict[str, Any]) -> str:
    numbers = " ".join(request["numbers"]) or {"QR": "type its number", "LINK": "same phone"}.get(request["way"], "")
    place = "" if request["same_network"] else f"  from elsewhere: {request['origin']['address']}"
    return f"{request['id']}  {request['client']['name']}  {numbers}  {request['expires_at']}{place}"


def _find(http: WalletHttp, stored: StoredCard, beginning: str) -> dict[str, Any]:
    found = [one for one in acts.list_pending(http, stored) if str(one["id"]).startswith(beginning)]
    if not found:
        raise CommandError("no such request waits")
    if len(found) > 1:
        raise CommandError("several requests wait: say which, by the beginning of its id")
    return found[0]
