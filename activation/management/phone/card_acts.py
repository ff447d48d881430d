"""The sub-commands that speak of cards: see them, approve one, end one, name this one, change its PIN."""

from collections.abc import Iterator
from typing import Any, Final

from activation.management.phone import acts
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard
from activation.vocabulary import HOLDER_REASONS

CARD_ACTS: Final = ("cards", "approve-card", "revoke-card", "rename", "pin", "push")


def add_card_acts(parsers: Any) -> None:
    """Declare them."""
    cards = parsers.add_parser("cards", help="list the cards of the holder, on all phones")
    approve = parsers.add_parser("approve-card", help="let a new card of the holder be used at once")
    revoke = parsers.add_parser("revoke-card", help="end a card of the holder that is on another phone")
    for one in (approve, revoke):
        one.add_argument("other", help="the other card")
        one.add_argument("--pin", required=True)
    revoke.add_argument("--reason", default="lost", choices=[reason.value.lower() for reason in HOLDER_REASONS])
    rename = parsers.add_parser("rename", help="name the phone of a card")
    rename.add_argument("name")
    pin = parsers.add_parser("pin", help="change the PIN of a card")
    pin.add_argument("--pin", required=True)
    pin.add_argument("--new-pin", required=True)
    push = parsers.add_parser("push", help="where a push service wakes the phone of a card")
    push.add_argument("endpoint", nargs="?", default="", help="the address; none: be woken no more")
    for one in (cards, approve, revoke, rename, pin, push):
        one.add_argument("--card", default="", help="a card or a national id; the newest otherwise")


def do_card_act(http: WalletHttp, stored: StoredCard, options: dict[str, Any]) -> Iterator[str]:
    """Do one; what to say of it, line by line."""
    act = options["act"]
    if act == "cards":
        for one in acts.list_cards(http, stored):
            yield f"{one['card']}  {one['standing']}  {one['name']}{'  (this one)' if one['is_this'] else ''}"
    elif act == "approve-card":
        acts.approve_card(http, stored, options["other"], pin=options["pin"])
        yield f"{options['other']}  ACTIVE"
    elif act == "revoke-card":
        acts.revoke_card(http, stored, options["other"], reason=options["reason"], pin=options["pin"])
        yield f"{options['other']}  REVOKED"
    elif act == "rename":
        acts.rename(http, stored, options["name"])
        yield f"{stored.card}  {options['name']}"
    elif act == "push" and options["endpoint"]:
        acts.put_push(http, stored, options["endpoint"])
        yield f"{stored.card}  woken at {options['endpoint']}"
    elif act == "push":
        acts.delete_push(http, stored)
        yield f"{stored.card}  woken no more"
    else:
        acts.change_pin(http, stored, pin=options["pin"], new_pin=options["new_pin"])
        yield f"{stored.card}  PIN changed"
