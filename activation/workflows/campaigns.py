"""An operator invites many people at a pace: looked at first, watched, paused, stopped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from activation import queries
from activation.errors import CampaignRefused
from activation.models import Invitation, InvitationCampaign
from activation.policy import CAMPAIGN_COUNT_LIMIT, CAMPAIGN_RATE
from activation.states import campaign_states_before
from activation.vocabulary import CampaignState
from activation.workflows.inviting import TURN, invite_all
from activation.workflows.turns import take_turn
from directory import journal
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.errors import NotAllowed
from directory.models import Account, Practitioner, ProfessionalExercise

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Audience:
    """Whom a campaign reaches: people of one world, of one kind of authority and of one profession when said."""

    is_test: bool
    authority_kind: str = ""
    profession_code: str = ""


@dataclass(frozen=True)
class Preview:
    """How many people of an audience would be invited, and why others would not; each at most CAMPAIGN_COUNT_LIMIT.

    sample: some who would be.
    """

    ready: int
    invited: int
    with_card: int
    unreachable: int
    sample: list[Practitioner]


def preview(*, account: Account, audience: Audience, now: datetime) -> Preview:
    """Count an audience; nothing is written. Raises NotAllowed."""
    _require_right(account, now, is_test=audience.is_test)
    eligible = _of(directory_queries.eligible_practitioners(now), audience)
    ready = _of(queries.ready_for_a_card(now), audience)
    invited = Exists(Invitation.objects.filter(practitioner=OuterRef("pk")))
    fresh = ready.filter(~invited)
    working = queries.holders_of_working_cards(now)
    return Preview(
        ready=_count(fresh),
        invited=_count(ready.filter(invited)),
        with_card=_count(eligible.filter(working)),
        unreachable=_count(eligible.filter(~working).exclude(pk__in=ready.values("pk"))),
        sample=list(fresh.order_by("pk")[:5]),
    )


def start(*, account: Account, audience: Audience, rate: int, now: datetime) -> InvitationCampaign:
    """Begin. rate: people a minute. Raises NotAllowed, and CampaignRefused: another runs, or the pace is no pace."""
    _require_right(account, now, is_test=audience.is_test)
    if not CAMPAIGN_RATE[0] <= rate <= CAMPAIGN_RATE[1]:
        raise CampaignRefused(reason="rate")
    try:
        with transaction.atomic():
            campaign = InvitationCampaign.objects.create(
                started_by=account,
                is_test=audience.is_test,
                authority_kind=audience.authority_kind,
                profession_code=audience.profession_code,
                rate=rate,
                started_at=now,
                advanced_at=now - _MINUTE / rate,
            )
            _record("activation.campaign_started", campaign, account, now)
    except IntegrityError:
        raise CampaignRefused(reason="running") from None
    return campaign


def pause(*, account: Account, campaign: InvitationCampaign, now: datetime) -> None:
    """Nobody more is invited until it is taken up again. Raises NotAllowed and CampaignRefused."""
    _move(account, campaign, CampaignState.PAUSED, "activation.campaign_paused", now)


def take_up(*, account: Account, campaign: InvitationCampaign, now: datetime) -> None:
    """Go on where it was; the time of the pause is not caught up. Raises NotAllowed and CampaignRefused."""
    _move(account, campaign, CampaignState.RUNNING, "activation.campaign_taken_up", now, advanced_at=now)


def stop(*, account: Account, campaign: InvitationCampaign, now: datetime) -> None:
    """For good. Raises NotAllowed and CampaignRefused."""
    _move(account, campaign, CampaignState.STOPPED, "activation.campaign_stopped", now, ended_at=now)


def advance(*, now: datetime) -> int:
    """Invite those whom the pace allows since the last sweep. Returns how many.

    Two sweeps at once, or a sweep that invites those whom registrars enrolled: the second leaves it for a minute.
    A stop waits for the batch under way.
    """
    with transaction.atomic():
        if not take_turn(TURN):
            return 0
        campaign = (
            InvitationCampaign.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=CampaignState.RUNNING, advanced_at__lt=now)
            .order_by("advanced_at")
            .first()
        )
        return _advance(campaign, now) if campaign else 0


def _advance(campaign: InvitationCampaign, now: datetime) -> int:
    elapsed = min(now - campaign.advanced_at, _MINUTE)  # after a stop of the worker, the pace is kept all the same
    allowed = int(elapsed * campaign.rate / _MINUTE)
    if not allowed:
        return 0
    audience = Audience(campaign.is_test, campaign.authority_kind, campaign.profession_code)
    ready = _of(queries.ready_for_a_card(now), audience).filter(
        ~Exists(Invitation.objects.filter(practitioner=OuterRef("pk"))), pk__gt=campaign.last_person_id
    )
    people = list(ready.select_related("authority").order_by("pk")[:allowed])
    invite_all(people, now=now)
    changes: dict[str, object] = {"advanced_at": now, "sent_count": F("sent_count") + len(people)}
    if people:
        changes["last_person_id"] = people[-1].pk
    if len(people) < allowed:
        changes |= {"state": CampaignState.FINISHED, "ended_at": now}
    InvitationCampaign.objects.filter(pk=campaign.pk).update(**changes)
    return len(people)


def _of(people: QuerySet[Practitioner], audience: Audience) -> QuerySet[Practitioner]:
    chosen = people.filter(is_test=audience.is_test)
    if audience.authority_kind:
        chosen = chosen.filter(authority__kind=audience.authority_kind)
    if audience.profession_code:
        exercises = ProfessionalExercise.objects.filter(practitioner=OuterRef("pk"))
        chosen = chosen.filter(Exists(exercises.filter(profession_code=audience.profession_code)))
    return chosen


def _count(people: QuerySet[Practitioner]) -> int:
    return people.order_by()[:CAMPAIGN_COUNT_LIMIT].count()


def _require_right(account: Account, now: datetime, *, is_test: bool) -> None:
    if not directory_permissions.can_invite_people(account, now):
        raise NotAllowed()
    world = directory_permissions.people_searchable_by(account, now).test_people
    if world is not None and world != is_test:
        raise NotAllowed()


def _move(
    account: Account, campaign: InvitationCampaign, state: CampaignState, action: str, now: datetime, **fields: object
) -> None:
    _require_right(account, now, is_test=campaign.is_test)
    with transaction.atomic():
        before = campaign_states_before(state)
        if InvitationCampaign.objects.filter(pk=campaign.pk, state__in=before).update(state=state, **fields) != 1:
            raise CampaignRefused(reason="state")
        _record(action, campaign, account, now)


def _record(action: str, campaign: InvitationCampaign, account: Account, now: datetime) -> None:
    journal.record(action=action, actor=account, subject=campaign, now=now, rate=campaign.rate)
