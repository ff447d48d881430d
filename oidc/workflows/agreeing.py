"""A person who authenticated reads what the service would be told, and agrees or refuses."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from directory.models import AuditOutcome
from oidc.errors import OAuthError
from oidc.models import Consent, Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import agreement
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.queries import situations
from oidc.vocabulary import InteractionState, PageKind
from oidc.workflows.authorization import Issued, Refused
from oidc.workflows.disclosure import told_of
from oidc.workflows.expected import told_number_of
from oidc.workflows.pages import close_page
from oidc.workflows.waiting_pages import Waiting, complete, find_waiting

REFUSED = OAuthError("access_denied", "the user refused")


@dataclass(frozen=True)
class ToRead:
    """What stands on the page. claims: what the service would read now, by name. number: the national number that every
    id_token tells it, empty where it learns none. may_choose_again: what is told is of one situation, and they have
    others.
    """

    kind: PageKind
    session: ProviderSession
    claims: dict[str, Any] = field(repr=False)
    number: str = field(repr=False)
    may_choose_again: bool = False


def look(*, interaction_id: UUID, browser_digest: str, now: datetime) -> ToRead | None:
    """Return what is to be read. None: the page waits for nobody, or its session ended and it asks to sign in."""
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
    if found is None:
        return None
    return ToRead(
        agreement.page_of(found.relying_party.sign_in_page, found.asked),
        found.session,
        claims=_told(found, now),
        number=told_number_of(found.session.practitioner, found.relying_party),
        may_choose_again=_has_others(found, now=now),
    )


def agree(*, interaction_id: UUID, browser_digest: str, now: datetime) -> Issued | None:
    """The person agrees, or goes on from what they were told: it is kept, and a code issued. None as for `look`; of two
    tabs one wins.
    """
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
        if found is None:
            return None
        _keep(found.session.practitioner_id, found.relying_party, found.asked, now=now)
        kind = agreement.page_of(found.relying_party.sign_in_page, found.asked)
        found.write_line("oidc.information_read" if kind is PageKind.INFORMATION else "oidc.consent_given", now=now)
        return Issued(found.asked, complete(found, situation_id=found.page.situation_id, now=now))


def refuse(*, interaction_id: UUID, browser_digest: str, now: datetime) -> Refused | None:
    """The person refuses: the service is told `access_denied`, and what was agreed before stays. None as for `look`."""
    with transaction.atomic():
        found = _find(interaction_id, browser_digest, now=now)
        if found is None:
            return None
        close_page(found.page, InteractionState.REFUSED, now=now)
        found.write_line("oidc.consent_refused", now=now, outcome=AuditOutcome.REFUSED)
    return Refused(found.asked, REFUSED)


def _find(interaction_id: UUID, browser_digest: str, *, now: datetime) -> Waiting | None:
    """The page, when its person may go on. Where the situation that they chose ended while they read, they choose again
    first.
    """
    waiting = find_waiting(interaction_id, browser_digest, InteractionState.CONSENT, now=now)
    if waiting is None or waiting.page.situation_id is None:
        return waiting
    if waiting.page.situation_id in situations.list_open_ids(waiting.session.practitioner_id, now=now):
        return waiting
    Interaction.objects.filter(pk=waiting.page.pk).update(state=InteractionState.SITUATION, situation=None)
    return None


def _has_others(waiting: Waiting, *, now: datetime) -> bool:
    if waiting.page.situation_id is None:
        return False
    return len(situations.list_open_ids(waiting.session.practitioner_id, now=now)) > 1


def _keep(practitioner_id: int, relying_party: RelyingParty, asked: AuthorizationRequest, *, now: datetime) -> None:
    """Add to the living agreement, or begin one: two pages of one person may agree at once."""
    claims = agreement.single_claims(asked)
    kept, is_new = Consent.objects.select_for_update().get_or_create(
        practitioner_id=practitioner_id,
        relying_party=relying_party,
        withdrawn_at=None,
        defaults={"scopes": sorted(asked.scope), "claims": sorted(claims), "given_at": now},
    )
    if not is_new:
        kept.scopes = sorted({*kept.scopes, *asked.scope})
        kept.claims = sorted({*kept.claims, *claims})
        kept.given_at = now
        kept.save(update_fields=["scopes", "claims", "given_at"])


def _told(found: Waiting, now: datetime) -> dict[str, Any]:
    """What userinfo and the id_token would tell of the person, of a grant that is not made."""
    grant = Grant(
        relying_party=found.relying_party,
        practitioner=found.session.practitioner,
        scopes=list(found.asked.scope),
        auth_mode=found.session.auth_mode,
        claims=found.asked.claims,
        situation_id=found.page.situation_id,
    )
    return {**told_of(grant, place="id_token", now=now), **told_of(grant, place="userinfo", now=now)}
