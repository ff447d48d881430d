"""The sub-commands that speak of sign-ins that were: where one is signed in, what happened, the way out."""

from collections.abc import Iterator
from typing import Any, Final

from activation.management.phone import acts
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard

SIGN_IN_ACTS: Final = ("sessions", "sign-out", "history")


def add_sign_in_acts(parsers: Any) -> None:
    """Declare them."""
    sessions = parsers.add_parser("sessions", help="list where the holder is signed in")
    sign_out = parsers.add_parser("sign-out", help="sign out everywhere")
    history = parsers.add_parser("history", help="list sign-ins and refusals, the last first")
    history.add_argument("--before", default="", help="what an earlier page said")
    for one in (sessions, sign_out, history):
        one.add_argument("--card", default="", help="a card or a national id; the newest otherwise")


def do_sign_in_act(http: WalletHttp, stored: StoredCard, options: dict[str, Any]) -> Iterator[str]:
    """Do one; what to say of it, line by line."""
    if options["act"] == "sessions":
        for one in acts.list_sessions(http, stored):
            services = ", ".join(service["name"] for service in one["services"])
            yield f"{one['since']}  until {one['ends_at']}  {_place(one)}  {services}"
    elif options["act"] == "sign-out":
        yield f"sessions ended: {acts.sign_out_everywhere(http, stored)}"
    else:
        page = acts.list_sign_ins(http, stored, before=options["before"])
        for one in page["sign_ins"]:
            yield f"{one['at']}  {one['kind']}  {one['client']['name']}  {_place(one)}"
        if page["next"]:
            yield f"older ones: --before {page['next']}"


def _place(one: dict[str, Any]) -> str:
    return " ".join(part for part in (one["origin"]["address"], one["origin"]["user_agent"]) if part)
