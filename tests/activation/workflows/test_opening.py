"""Opening an activation: who is refused, how nobody can tell, and what leaves."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.errors import MalformedNationalId, TooManyRequests
from activation.models import ActivationRequest
from activation.policy import NETWORK_UNFINISHED_OPENINGS, SENDINGS_A_DAY
from activation.vocabulary import ActivationState
from activation.workflows.opening import open_activation
from directory.identifiers import make_rpps
from directory.models import AuditEvent, ContactKind, ContactPoint, MessageState, OutboundMessage, PractitionerRole
from tests.factories.activation import ActivationRequestFactory
from tests.factories.directory import CivilIdentityFactory, FormerIdentifierFactory, PractitionerFactory

pytestmark = pytest.mark.django_db

UNKNOWN = f"8{make_rpps(9_979_999_999)}"
BORN = date(1985, 3, 4)


def open_for(number, now, *, birth_date=None, address="192.0.2.7"):
    return open_activation(national_id=number, birth_date=birth_date, address=address, now=now)


def states():
    return sorted(OutboundMessage.objects.values_list("state", flat=True))


@pytest.mark.parametrize("number", ["", "899700218897", "12", "8" * 12])
def test_a_malformed_number_opens_nothing(number, now):
    with pytest.raises(MalformedNationalId):
        open_for(number, now)

    assert not ActivationRequest.objects.exists()


def without_role(person):
    PractitionerRole.objects.filter(exercise__practitioner=person).update(valid_until=date(2025, 1, 1))


def without_mobile(person):
    ContactPoint.objects.filter(practitioner=person, kind=ContactKind.MOBILE).delete()


def with_a_fresh_contact(person):
    ContactPoint.objects.filter(practitioner=person, kind=ContactKind.EMAIL).update(settled_at="2099-01-01T00:00Z")


def dead(person):
    type(person).objects.filter(pk=person.pk).update(deceased_date=date(2025, 1, 1))


@pytest.mark.parametrize("situation", [without_role, without_mobile, with_a_fresh_contact, dead])
def test_a_person_who_may_not_activate_gets_a_decoy(situation, holder, now):
    situation(holder)

    opened = open_for(holder.national_id, now)

    request = ActivationRequest.objects.get(pk=opened.activation)
    assert request.practitioner_id is None
    assert states() == [MessageState.DECOY] * 2
    assert AuditEvent.objects.get(action="activation.opened").practitioner_id == holder.pk


@pytest.mark.parametrize("typed", ["0750712184", "750712184", "75 071 218 4"])
def test_an_old_number_opens_for_the_person_who_carried_it(holder, now, typed):
    FormerIdentifierFactory(practitioner=holder, national_id="0750712184")

    opened = open_for(typed, now)

    assert ActivationRequest.objects.get(pk=opened.activation).practitioner == holder


def test_an_unknown_number_costs_the_same_queries_and_leaves_the_same_rows(holder, now):
    def cost(number):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            open_for(number, now)
        return [str(query["sql"]).split(" ")[0] for query in queries]  # what is prepared has no text

    known, unknown = cost(holder.national_id), cost(UNKNOWN)

    assert known == unknown
    assert states() == [MessageState.DECOY] * 2 + [MessageState.QUEUED] * 2
    assert ActivationRequest.objects.filter(practitioner__isnull=True).count() == 1
    assert all(len(bytes(row.ticket_digest)) == 32 for row in ActivationRequest.objects.all())


def test_a_second_opening_of_the_day_wants_the_birth_date_and_sends_nothing_without_it(holder, now):
    CivilIdentityFactory(practitioner=holder)
    open_for(holder.national_id, now)

    opened = open_for(holder.national_id, now + timedelta(minutes=2))

    assert opened.birth_date_wanted
    assert states().count(MessageState.QUEUED) == 2


def test_a_wrong_birth_date_answers_like_the_right_one_and_sends_nothing(holder, now):
    CivilIdentityFactory(practitioner=holder)
    open_for(holder.national_id, now)

    wrong = open_for(holder.national_id, now, birth_date=date(1985, 3, 5))
    right = open_for(holder.national_id, now, birth_date=BORN)

    assert (wrong.birth_date_wanted, wrong.resend_after, wrong.expires_at) == (
        right.birth_date_wanted,
        right.resend_after,
        right.expires_at,
    )
    assert ActivationRequest.objects.get(pk=wrong.activation).birth_date_matches is False
    assert ActivationRequest.objects.get(pk=right.activation).birth_date_matches is True
    assert states().count(MessageState.QUEUED) == 4


def test_an_unknown_number_wants_the_birth_date_too(now):
    open_for(UNKNOWN, now)

    assert open_for(UNKNOWN, now).birth_date_wanted
    assert not open_for(UNKNOWN, now, birth_date=BORN).birth_date_wanted


def test_the_next_day_no_birth_date_is_wanted(holder, now):
    open_for(holder.national_id, now)

    assert not open_for(holder.national_id, now + timedelta(hours=24)).birth_date_wanted


def test_five_sendings_a_day_to_one_person(holder, now):
    ActivationRequestFactory(practitioner=holder, opened_at=now - timedelta(hours=1), sending_count=SENDINGS_A_DAY)

    opened = open_for(holder.national_id, now)

    assert ActivationRequest.objects.get(pk=opened.activation).practitioner_id is None
    assert AuditEvent.objects.get(action="activation.opened").details == {"refusal": "quota"}


def test_one_network_opens_so_many_that_nobody_confirms(holder, now):
    ActivationRequestFactory.create_batch(NETWORK_UNFINISHED_OPENINGS - 1, decoy=True, opened_at=now)
    open_for(UNKNOWN, now)

    with pytest.raises(TooManyRequests):
        open_for(holder.national_id, now)
    assert open_for(holder.national_id, now, address="192.0.2.8")
    assert open_for(holder.national_id, now + timedelta(hours=1), birth_date=BORN)


def test_a_confirmed_activation_does_not_count_against_its_network(holder, now):
    ActivationRequestFactory.create_batch(
        NETWORK_UNFINISHED_OPENINGS, practitioner=PractitionerFactory(), opened_at=now, state=ActivationState.CONFIRMED
    )

    assert open_for(holder.national_id, now)


def test_the_two_secrets_leave_by_two_channels(holder, now, last_sent):
    opened = open_for(holder.national_id, now)

    sent = last_sent(holder)

    assert sent.activation == str(opened.activation)
    assert opened.expires_at == now + timedelta(minutes=15)
    assert not opened.birth_date_wanted


def test_openings_do_not_cancel_one_another(holder, now):
    first = open_for(holder.national_id, now)
    open_for(holder.national_id, now, birth_date=BORN)

    assert ActivationRequest.objects.get(pk=first.activation).state == ActivationState.OPEN
