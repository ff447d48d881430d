"""A browser comes back for the phone's answer, and is signed in."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction

from activation.vocabulary import CardStanding
from activation.workflows import card_use
from directory.models import AuditOutcome
from oidc import policy
from oidc.models import Interaction, LoginRequest
from oidc.protocol import digests
from oidc.vocabulary import InteractionState, LoginState, Way
from oidc.workflows.expected import SOMEBODY_ELSE, is_expected
from oidc.workflows.login_lines import write_login_line
from oidc.workflows.pages import lock_page
from oidc.workflows.sessions import NOT_ADMITTED, Denied, SignedIn, sign_in_at


@dataclass(frozen=True)
class Tested:
    """The phone approved a test of the e-CPS: nothing is issued, and the page says that it works."""


Taken = SignedIn | Tested | Denied


def redeem(*, interaction_id: UUID, browser_digest: str, session_cookie: str, now: datetime) -> Taken | None:
    """Take what the phone approved: once, by the browser that opened it, into its session. None: nothing to take.
    What was claimed by a link is never taken so: whoever opened it may wait for ever.
    """
    with transaction.atomic():
        login = _find_approved(interaction_id, browser_digest, now=now)
        return None if login is None or login.way == Way.LINK else _take(login, session_cookie, now=now)


def redeem_returned(
    *, interaction_id: UUID, browser_digest: str, return_code: str, session_cookie: str, now: datetime
) -> Taken | None:
    """Take what the wallet of this very phone approved: by the browser that opened it, and that the phone came back to
    with its code, within a minute of the approval. None: nothing to take.
    """
    with transaction.atomic():
        login = _find_approved(interaction_id, browser_digest, now=now)
        if login is None or login.way != Way.LINK or login.decided_at is None:
            return None
        in_time = now < login.decided_at + policy.RETURN_CODE_LIFETIME
        right = compare_digest(digests.digest(return_code), login.return_digest)
        return _take(login, session_cookie, now=now) if in_time and right else None


def _take(login: LoginRequest, session_cookie: str, *, now: datetime) -> Taken | None:
    """APPROVED to REDEEMED, once.

    Card, eligibility and environment are asked again: an approval is not a right that lasts.
    """
    won = LoginRequest.objects.filter(pk=login.pk, state=LoginState.APPROVED).update(state=LoginState.REDEEMED)
    if not won or login.interaction is None or login.card is None:
        return None
    asked, person = login.interaction.asked(), login.card.practitioner_id
    admitted = login.admits(is_test=login.card.practitioner.is_test) and policy.is_phone_enough(asked.acr_values)
    usable = card_use.standing(login.card, now) == CardStanding.ACTIVE
    expected = is_expected(asked, login.card.practitioner, login.relying_party)
    is_good = admitted and usable and expected
    state = InteractionState.COMPLETED if is_good else InteractionState.REFUSED
    Interaction.objects.filter(pk=login.interaction.pk).update(state=state)
    if not is_good:
        write_login_line(
            "oidc.sign_in_not_admitted", login, practitioner_id=person, outcome=AuditOutcome.REFUSED, now=now
        )
        return Denied(asked, NOT_ADMITTED if expected else SOMEBODY_ELSE)
    if login.relying_party is None:
        write_login_line("oidc.card_tested", login, practitioner_id=person, now=now)
        return Tested()
    signed_in = sign_in_at(
        login.relying_party,
        asked,
        page=login.interaction,
        practitioner_id=person,
        card=login.card,
        means=policy.VIRTUAL_CARD,
        auth_time=login.decided_at or now,
        shared_workstation=login.shared_workstation,
        address=login.origin_address,
        user_agent=login.origin_user_agent,
        session_cookie=session_cookie,
        now=now,
    )
    write_login_line(signed_in.action, login, practitioner_id=person, now=now)
    return signed_in


def _find_approved(interaction_id: UUID, browser_digest: str, *, now: datetime) -> LoginRequest | None:
    """Return what this page may take, under the page's lock: of two tabs, or of one that gives up, one wins.

    The last question of the page alone counts: an earlier one, approved late, may have been another person's.
    """
    page = lock_page(interaction_id, browser_digest)
    if page is None or page.expires_at <= now:
        return None
    login = (
        LoginRequest.objects.filter(interaction_id=interaction_id, browser_digest=browser_digest)
        .select_related("interaction", "relying_party__client", "card__practitioner")
        .order_by("-created_at", "-id")
        .first()
    )
    return login if login is not None and login.state == LoginState.APPROVED else None
