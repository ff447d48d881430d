"""A physical card signs in: a sign-in page sends its browser to the origin that reads cards, which sends it back.

The way back is a token that serves once, within a minute, to the very browser that opened the sign-in page. The card
proves itself on the other origin alone: nothing of its certificate passes through the browser.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from activation.workflows import smart_card_use
from directory import journal
from directory.models import AuditCategory, AuditOutcome, Practitioner
from oidc import policy
from oidc.models import CardSignIn, Interaction, RelyingParty
from oidc.protocol import digests
from oidc.vocabulary import InteractionState
from oidc.workflows.browsers import Browser
from oidc.workflows.expected import SOMEBODY_ELSE, is_expected
from oidc.workflows.pages import close_page, lock_page
from oidc.workflows.sessions import NOT_ADMITTED, Denied, SignedIn, sign_in_at


@dataclass(frozen=True, repr=False)
class CardRead:
    """The page of the card origin: who was recognised, for which sign-in page, and the token that leads back."""

    practitioner: Practitioner
    interaction: Interaction
    service: RelyingParty
    token: str


def choose_card(*, interaction_id: UUID, browser_digest: str, shared_workstation: bool, now: datetime) -> bool:
    """This sign-in page goes on with a physical card; a token that an earlier reading left ends. False: it is over."""
    with transaction.atomic():
        if not _open_pages(now).filter(pk=interaction_id, browser_digest=browser_digest).exists():
            return False
        CardSignIn.objects.update_or_create(
            interaction_id=interaction_id, defaults={"shared_workstation": shared_workstation, **_EMPTY}
        )
    return True


def find_page(*, interaction_id: UUID, now: datetime) -> Interaction | None:
    """The open sign-in page that waits for a card; None when none does."""
    pages = _open_pages(now).select_related("relying_party__client").filter(pk=interaction_id)
    return pages.filter(pk__in=CardSignIn.objects.values("pk")).first()


def read_card(*, interaction_id: UUID, header: str, now: datetime) -> CardRead | None:
    """Read the card that the reverse proxy verified, and draw the token that leads back; the former one ends.

    header: `Client-Cert`. None: no page waits for a card. Raises CertificateRefused, SmartCardRefused.
    """
    presented = smart_card_use.recognise_card(header=header, now=now)
    page = find_page(interaction_id=interaction_id, now=now)
    if page is None or page.relying_party is None:
        return None
    token = digests.draw()
    CardSignIn.objects.filter(pk=page.pk).update(
        practitioner=presented.practitioner,
        certificate=presented.certificate.serial,
        token_digest=digests.digest(token),
        verified_at=now,
        expires_at=now + policy.CARD_TOKEN_LIFETIME,
    )
    return CardRead(presented.practitioner, page, page.relying_party, token)


def take_card(
    *, interaction_id: UUID, browser: Browser, token: str, session_cookie: str, now: datetime
) -> SignedIn | Denied | None:
    """Sign in who the card named: once, in the browser that opened the page, within a minute. None: nothing to take.

    Holder, opposition and environment are asked again: a card that was read is not a right that lasts.
    """
    with transaction.atomic():
        page = lock_page(interaction_id, browser.digest)
        if page is None or page.relying_party is None or page.expires_at <= now:
            return None
        read = CardSignIn.objects.select_related("practitioner").filter(pk=page.pk).first()
        if read is None or read.practitioner is None or not _burn(read, token, now):
            return None
        asked, person = page.asked(), read.practitioner
        expected = is_expected(asked, person, page.relying_party)
        usable = page.relying_party.admits(is_test=person.is_test) and smart_card_use.is_usable(person.pk, now=now)
        admitted = usable and expected
        close_page(page, InteractionState.COMPLETED if admitted else InteractionState.REFUSED, now=now)
        if not admitted:
            _write_line("oidc.sign_in_not_admitted", read, page, outcome=AuditOutcome.REFUSED, now=now)
            return Denied(asked, NOT_ADMITTED if expected else SOMEBODY_ELSE)
        signed_in = sign_in_at(
            page.relying_party,
            asked,
            page=page,
            practitioner_id=person.pk,
            card=None,
            means=policy.SMART_CARD,
            auth_time=read.verified_at or now,
            shared_workstation=read.shared_workstation,
            address=browser.address,
            user_agent=browser.user_agent,
            session_cookie=session_cookie,
            now=now,
        )
        _write_line(signed_in.action, read, page, outcome=AuditOutcome.DONE, now=now)
        return signed_in


def _write_line(action: str, read: CardSignIn, page: Interaction, *, outcome: AuditOutcome, now: datetime) -> None:
    journal.record(
        action=action,
        practitioner_id=read.practitioner_id,
        subject=page.relying_party,
        now=now,
        outcome=outcome,
        category=AuditCategory.SIGN_IN,
        client_id=page.asked().client_id,
        certificate=read.certificate,
    )


def _open_pages(now: datetime) -> QuerySet[Interaction]:
    """Those of a service: a test of the e-CPS is none for another card."""
    return Interaction.objects.filter(state=InteractionState.OPEN, expires_at__gt=now, relying_party__isnull=False)


def _burn(read: CardSignIn, token: str, now: datetime) -> bool:
    """Of two tabs one wins."""
    mine = CardSignIn.objects.filter(pk=read.pk, token_digest=digests.digest(token), expires_at__gt=now)
    return bool(token) and mine.update(token_digest="") == 1


_EMPTY: dict[str, object] = {
    "practitioner": None,
    "certificate": "",
    "token_digest": "",
    "verified_at": None,
    "expires_at": None,
}
