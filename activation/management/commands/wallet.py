"""`manage.py wallet …`: the phone as a command, over HTTP against WALLET_ORIGIN; keys in DATA_DIR/wallets."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from activation.management.phone import acts, keys
from activation.management.phone.agent import make_agent, of_test_people
from activation.management.phone.card_acts import CARD_ACTS, add_card_acts, do_card_act
from activation.management.phone.http import PhoneRefused, Secrets, Unreachable, WalletHttp, open_client, read_ticket
from activation.management.phone.keys import StoredCard
from activation.management.phone.login_acts import LOGIN_ACTS, add_login_acts, do_login_act
from activation.management.phone.pin_rules import weakness
from activation.management.phone.sign_in_acts import SIGN_IN_ACTS, add_sign_in_acts, do_sign_in_act


class Command(BaseCommand):
    """Activate a card, see and take what waits, approve, refuse, see and end the holder's cards, delete."""

    stealth_options = ("open_client",)  # tests give their own
    help = "The e-CPS phone as a command: activate, pending, claim, approve, refuse, cards, revoke…"

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command an act."""
        acts_parsers = parser.add_subparsers(dest="act", required=True)
        add_card_acts(acts_parsers)
        add_sign_in_acts(acts_parsers)
        add_login_acts(acts_parsers)
        activate = acts_parsers.add_parser(
            "activate", help="activate a card by two codes, or by the ticket of a physical card"
        )
        activate.add_argument("national_id")
        activate.add_argument("--pin", required=True)
        activate.add_argument("--birth-date", help="YYYY-MM-DD, when it is asked")
        activate.add_argument(
            "--ticket", help="the link of the e-mail or of a QR, or its code; read in the demo inbox otherwise"
        )
        activate.add_argument("--code", help="the six digits of the SMS; read in the demo inbox otherwise")
        activate.add_argument("--replaces", help="the card to supersede")
        activate.add_argument("--former-pin", help="renew the newest card here: its PIN spares the wait")
        agent = acts_parsers.add_parser("agent", help="answer by auth_req_id for automated suites: test people only")
        agent.add_argument("--listen", type=int, required=True, metavar="PORT", help="of this machine alone")
        agent.add_argument("--pin", required=True, help="of the test cards that are held here")
        revoke = acts_parsers.add_parser("revoke", help="delete a card, at the server and here")
        revoke.add_argument("--card", default="", help="a card or a national id; the newest otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one act; a refusal is said in a line."""
        http = WalletHttp(
            wallet_origin=settings.WALLET_ORIGIN,
            site_url=settings.SITE_URL,
            open_client=options.get("open_client") or open_client,
        )
        acts_by_name: dict[str, Callable[[WalletHttp, dict[str, Any]], None]] = {
            "activate": self._activate,
            "agent": self._listen,
            "revoke": self._revoke,
            **dict.fromkeys(CARD_ACTS, self._do_card_act),
            **dict.fromkeys(LOGIN_ACTS, self._do_login_act),
            **dict.fromkeys(SIGN_IN_ACTS, self._do_sign_in_act),
        }
        try:
            acts_by_name[options["act"]](http, options)
        except PhoneRefused as refusal:
            details = {name: value for name, value in refusal.details.items() if name != "error"}
            raise CommandError(f"refused: {refusal.code}{f' {details}' if details else ''}") from None
        except Unreachable as error:
            raise CommandError(f"no answer from {error}") from None

    def _activate(self, http: WalletHttp, options: dict[str, Any]) -> None:
        weak = weakness(options["pin"], sms_code=options["code"] or "", national_id=options["national_id"])
        if weak is not None:
            raise CommandError(f"this PIN is too easy ({weak}): 4 to 8 digits, no date, no sequence, no repetition")
        stored = acts.activate(
            http,
            _folder(),
            self._secrets(http, options),
            issuer=settings.SITE_URL,
            pin=options["pin"],
            replaces=options["replaces"],
            now=timezone.now(),
            former=acts.Former(_card(options["national_id"]), options["former_pin"]) if options["former_pin"] else None,
        )
        self.stdout.write(f"{stored.card}  {stored.display_name} ({stored.national_id})")

    def _secrets(self, http: WalletHttp, options: dict[str, Any]) -> Secrets:
        """Both codes: given, or asked for and read in the demo inbox, or asked for and typed."""
        activation, ticket = read_ticket(options["ticket"] or "")
        if activation and (options["code"] or acts.is_ticket_enough(http, activation, ticket)):
            return Secrets(activation, ticket, options["code"] or "")
        since = timezone.now()
        opened = acts.open_activation(http, national_id=options["national_id"], birth_date=options["birth_date"])
        if opened["birth_date_wanted"]:
            raise CommandError("an activation was already opened today for this number: give --birth-date")
        if settings.DEMO and not ticket:
            return http.wait_for_secrets(opened["activation"], since=since)
        typed = ticket or read_ticket(input("Link or code of the e-mail: "))[1]
        return Secrets(opened["activation"], typed, options["code"] or input("Code of the SMS: "))

    def _do_card_act(self, http: WalletHttp, options: dict[str, Any]) -> None:
        for line in do_card_act(http, _card(options["card"]), options):
            self.stdout.write(line)

    def _do_login_act(self, http: WalletHttp, options: dict[str, Any]) -> None:
        for line in do_login_act(http, _card(options["card"]), options, issuer=settings.SITE_URL):
            self.stdout.write(line)

    def _do_sign_in_act(self, http: WalletHttp, options: dict[str, Any]) -> None:
        for line in do_sign_in_act(http, _card(options["card"]), options):
            self.stdout.write(line)

    def _listen(self, http: WalletHttp, options: dict[str, Any]) -> None:
        cards = keys.load_all(_folder())
        if not of_test_people(cards):
            raise CommandError("no card of a test person here: activate one first")
        server = make_agent(
            options["listen"], open_http=lambda: http, cards=cards, issuer=settings.SITE_URL, pin=options["pin"]
        )
        self.stdout.write(f"http://127.0.0.1:{server.server_port}/?auth_req_id=…&action=allow|deny[&number=…]")
        with suppress(KeyboardInterrupt):
            server.serve_forever()

    def _revoke(self, http: WalletHttp, options: dict[str, Any]) -> None:
        stored = _card(options["card"])
        acts.revoke(http, _folder(), stored)
        self.stdout.write(f"{stored.card}  REVOKED")


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "wallets"


def _card(wanted: str) -> StoredCard:
    """The newest card, or the newest of this person, or this very one."""
    for stored in keys.load_all(_folder()):
        if wanted in {"", stored.card, stored.national_id}:
            return stored
    raise CommandError("no card here: activate one first")
