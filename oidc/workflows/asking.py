"""A browser asks a phone: the one of the person whose number was typed, or whichever takes its QR code or its link.

Opening costs the same and shows the same whether the typed number leads to somebody or not.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import F

from directory import queries
from directory.models import Practitioner
from oidc import policy
from oidc.models import Interaction, LoginRequest, SignInPreference
from oidc.protocol import digests, numbers
from oidc.vocabulary import InteractionState, LoginState, Purpose, Way
from oidc.workflows.browsers import Browser, mark_person
from oidc.workflows.pages import withdraw_question


class Opening(Enum):
    """What came of an opening; the page looks the same whoever it is."""

    WAITING = "waiting"
    TOO_MANY = "too_many"
    CLOSED = "closed"


@dataclass(frozen=True)
class _Asked:
    """Whom a typed number asks: nobody yet for a QR code and a link."""

    practitioner_id: int | None = None
    known_browser: bool = False
    silent: bool = False
    numbers: list[str] = field(default_factory=list)


_COUNTERS = {
    Way.NUMBER: ("openings", policy.OPENINGS_PER_INTERACTION),
    Way.QR: ("qr_openings", policy.QR_PER_INTERACTION),
    Way.LINK: ("link_openings", policy.LINKS_PER_INTERACTION),
}


def open_login(
    *, interaction_id: UUID, browser: Browser, national_id: str, shared_workstation: bool, now: datetime
) -> Opening:
    """Ask the phones of the person whose number was typed. The earlier question of the same page is withdrawn.

    The row has no practitioner when nobody has this number, when its holder may not sign in to this environment (a
    sandbox service never wakes a real person's phone), switched typed numbers off, or reported a stranger within the
    last hour while this browser never signed them in: it waits and expires like any other.
    """
    with transaction.atomic():
        page = _begin(interaction_id, browser, Way.NUMBER, now=now)
        if isinstance(page, Opening):
            return page
        practitioner = queries.find_by_national_id(national_id)
        admitted = practitioner if practitioner and page.admits(is_test=practitioner.is_test) else None
        number, shown = numbers.draw_numbers()
        asked = _whom_to_ask(admitted, browser, now=now)
        _create(page, browser, asked, Way.NUMBER, number, list(shown), shared_workstation=shared_workstation, now=now)
    return Opening.WAITING


def open_qr(*, interaction_id: UUID, browser: Browser, shared_workstation: bool, now: datetime) -> Opening:
    """Draw a QR code for whichever phone reads it first. One that still waits is kept, and takes the last word on the
    workstation."""
    with transaction.atomic():
        waiting = LoginRequest.objects.waiting(now).filter(
            interaction_id=interaction_id, browser_digest=browser.digest, way=Way.QR, claimed_by__isnull=True
        )
        if waiting.update(shared_workstation=shared_workstation):
            return Opening.WAITING
        page = _begin(interaction_id, browser, Way.QR, now=now)
        if isinstance(page, Opening):
            return page
        number, _decoys = numbers.draw_numbers()
        _create(page, browser, _Asked(), Way.QR, number, [], shared_workstation=shared_workstation, now=now)
    return Opening.WAITING


def open_link(*, interaction_id: UUID, browser: Browser, now: datetime) -> UUID | Opening:
    """Make a question for the wallet of this very phone; its id, of which the link is made, or why not."""
    with transaction.atomic():
        page = _begin(interaction_id, browser, Way.LINK, now=now)
        if isinstance(page, Opening):
            return page
        number, _decoys = numbers.draw_numbers()
        return _create(page, browser, _Asked(), Way.LINK, number, [], shared_workstation=False, now=now)


def _begin(interaction_id: UUID, browser: Browser, way: Way, *, now: datetime) -> Interaction | Opening:
    """Count one more try of this way, and withdraw the earlier question of the page.

    A page whose question was reported asks nobody any more: its service is told, by the way back.
    """
    pages = Interaction.objects.filter(
        pk=interaction_id, browser_digest=browser.digest, state=InteractionState.OPEN, expires_at__gt=now
    ).exclude(login_requests__state=LoginState.REPORTED)
    counter, most = _COUNTERS[way]
    if not pages.filter(**{f"{counter}__lt": most}).update(**{counter: F(counter) + 1}):
        return Opening.TOO_MANY if pages.exists() else Opening.CLOSED
    page = pages.select_related("relying_party").get()
    withdraw_question(page, now=now)
    return page


def _create(
    page: Interaction,
    browser: Browser,
    whom: _Asked,
    way: Way,
    number: str,
    shown: list[str],
    *,
    shared_workstation: bool,
    now: datetime,
) -> UUID:
    asked = page.asked()
    login = LoginRequest.objects.create(
        interaction=page,
        relying_party=page.relying_party,
        practitioner_id=whom.practitioner_id,
        purpose=Purpose.TEST if page.is_card_test else Purpose.BROWSER,
        way=way,
        scopes=list(asked.scope),
        acr=policy.minimum_level(asked.acr_values) or "",
        number=number,
        numbers=shown,
        challenge=digests.draw(),
        browser_digest=browser.digest,
        known_browser=whom.known_browser,
        silent=whom.silent,
        shared_workstation=shared_workstation,
        origin_address=browser.address,
        origin_user_agent=browser.user_agent[: policy.MAX_USER_AGENT],
        created_at=now,
        expires_at=now + policy.LOGIN_REQUEST_LIFETIME,
    )
    return login.pk


def _whom_to_ask(practitioner: Practitioner | None, browser: Browser, *, now: datetime) -> _Asked:
    """Nobody, after a report or by the holder's wish; in silence, once the phones were woken enough.

    The same queries whoever it is.
    """
    practitioner_id = practitioner.pk if practitioner else None
    known = mark_person(practitioner_id) in browser.known_people
    typed = LoginRequest.objects.filter(
        practitioner_id=practitioner_id or 0, purpose__in=[Purpose.BROWSER, Purpose.TEST], way=Way.NUMBER
    )
    since = now - policy.REPORT_DROPS_FOR
    reported = typed.filter(
        state=LoginState.REPORTED, decided_at__gt=since, created_at__gt=since - policy.LOGIN_REQUEST_LIFETIME
    ).exists()
    refused = SignInPreference.objects.filter(practitioner_id=practitioner_id or 0, typed_numbers=False).exists()
    most = policy.KNOWN_BROWSER_PUSHES if known else policy.STRANGER_PUSHES
    woken = typed.filter(known_browser=known, silent=False, created_at__gt=now - policy.STRANGER_WINDOW)
    return _Asked(
        practitioner_id=None if refused or (reported and not known) else practitioner_id,
        known_browser=known,
        silent=woken[:most].count() >= most,
    )
