"""A holder takes an agreement back."""

from datetime import datetime, timedelta

import pytest

from directory.models import AuditEvent, Practitioner
from oidc.models import Consent, Grant, RelyingParty
from oidc.protocol import digests
from oidc.queries.tokens import find_grant
from oidc.vocabulary import EndReason
from oidc.workflows import agreeing
from oidc.workflows.authorization import Issued
from oidc.workflows.withdrawing import withdraw_consent
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    BROWSER,
    NOON,
    AccessTokenFactory,
    ConsentFactory,
    GrantFactory,
    InteractionFactory,
    ProviderSessionFactory,
)
from tests.support.races import at_once

pytestmark = pytest.mark.django_db


def withdraw(person: Practitioner, service: RelyingParty, *, now: datetime = NOON) -> bool:
    return withdraw_consent(practitioner=person, relying_party_id=service.pk, now=now)


def test_nobody_withdraws_the_agreement_of_another_person() -> None:
    agreed = ConsentFactory.create()

    assert not withdraw(PractitionerFactory.create(), agreed.relying_party)
    assert Consent.objects.living().exists()
    assert not AuditEvent.objects.exists()


def test_an_agreement_is_withdrawn_once_with_what_was_granted_to_its_service_alone() -> None:
    token = AccessTokenFactory.create()
    person, service = token.grant.practitioner, token.grant.relying_party
    elsewhere = GrantFactory.create(session=token.grant.session)
    ConsentFactory.create(practitioner=person, relying_party=service)
    assert find_grant("at_the-token", now=NOON) is not None

    assert withdraw(person, service)
    assert not withdraw(person, service)

    assert find_grant("at_the-token", now=NOON) is None
    token.grant.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (token.grant.revoked_reason, elsewhere.revoked_at) == (EndReason.WITHDRAWN, None)
    event = AuditEvent.objects.get()
    assert (event.action, event.practitioner_id) == ("oidc.consent_withdrawn", person.pk)


def test_an_agreement_given_while_the_withdrawal_waited_ends_all_the_same() -> None:
    agreed = ConsentFactory.create(given_at=NOON + timedelta(seconds=1))

    assert withdraw(agreed.practitioner, agreed.relying_party, now=NOON)
    agreed.refresh_from_db()
    assert agreed.withdrawn_at == agreed.given_at


def test_who_withdrew_may_agree_again() -> None:
    agreed = ConsentFactory.create(withdrawn=True)
    ConsentFactory.create(practitioner=agreed.practitioner, relying_party=agreed.relying_party, given_at=NOON)

    assert withdraw(agreed.practitioner, agreed.relying_party, now=NOON + timedelta(minutes=1))
    assert Consent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_code_given_while_its_person_withdraws_never_outlives_the_agreement() -> None:
    session = ProviderSessionFactory.create(auth_time=NOON)
    agreed = ConsentFactory.create(practitioner=session.practitioner)
    page = InteractionFactory.create(
        agreeing=True, session=session, relying_party=agreed.relying_party, changes={"prompt": ["consent"]}
    )

    def agree() -> object:
        return agreeing.agree(interaction_id=page.pk, browser_digest=digests.digest(BROWSER), now=NOON)

    issued, withdrawn = at_once(agree, lambda: withdraw(agreed.practitioner, agreed.relying_party))

    assert isinstance(issued, Issued)
    assert withdrawn
    is_living = Consent.objects.living().exists()
    assert Grant.objects.filter(revoked_at__isnull=True).exists() is is_living
