"""What a newcomer reads when everything answers: addresses, and the people to be."""

import importlib
from collections.abc import Mapping, Sequence

from django.conf import settings

from config import local_tls
from config.supervisor import service_proxy
from config.supervisor.programs import SERVICE, Layout

RULE = "─" * 78
PEOPLE = "config.demo.people"


def banner(layout: Layout) -> str:
    """Addresses, then the demo's people when there are any."""
    pages = [
        ("Site", f"{settings.SITE_URL}/"),
        ("Portal (staff)", f"{settings.SITE_URL}/portail/"),
        ("e-CPS activation", f"{settings.SITE_URL}/ecps/"),
        ("Wallet (the phone)", f"{settings.WALLET_ORIGIN}/"),
    ]
    if settings.CARD_ORIGIN:
        pages.append(("Physical card", f"{settings.CARD_ORIGIN}/ecps/carte/"))
    if settings.DEMO:
        pages.append(("Demo inbox", f"{settings.SITE_URL}/demo/boite/"))
    if any(door.name == SERVICE for door in layout.doors):
        pages.append(("Demo service", f"{settings.DEMO_RELYING_PARTY_URL}/"))
    lines = ["", RULE, "Everything answers.", ""]
    lines += [f"  {name:<20} {address}" for name, address in pages]
    if settings.TLS:
        lines += ["", f"  Browsers and clients trust {local_tls.files_in(settings.DATA_DIR).authority}"]
    if settings.DEMO and settings.MTLS_ORIGIN:
        lines += [f"  Services present certificates at {settings.MTLS_ORIGIN}: {service_proxy.certificate()} is one"]
    lines += _people()
    lines += ["", "Ctrl-C stops everything.", RULE, ""]
    return "\n".join(lines) + "\n"


def _people() -> list[str]:
    """One line a person, with what the demo lists of them."""
    accounts = _accounts() if settings.DEMO else ()
    if not accounts:
        return []
    width = max(len(who) for who, _words in accounts)
    lines = [f"    {who:<{width}}  {words}" for who, words in accounts]
    return ["", "  People (the code of the staff's second factor is in the demo inbox)", *lines]


def _accounts() -> list[tuple[str, str]]:
    """Who one can be, and with what; the demo may be absent."""
    try:
        people = importlib.import_module(PEOPLE)
    except ModuleNotFoundError:
        return []
    accounts: Sequence[Mapping[str, str]] = people.DEMO_ACCOUNTS
    return [(account["who"], account.get("sign-in") or account.get("number", "")) for account in accounts]
