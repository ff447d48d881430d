"""Holders decide of their own sign-ins."""

import pytest

from directory.models import AuditEvent
from oidc.models import SignInPreference
from oidc.queries import logins
from oidc.workflows.preferences import set_typed_numbers
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import NOON

pytestmark = pytest.mark.django_db


def test_who_never_chose_may_be_asked_by_number() -> None:
    assert logins.allows_typed_numbers(PractitionerFactory.create().pk) is True


def test_typed_numbers_are_switched_off_and_on_again_each_with_a_line_of_the_trail() -> None:
    person = PractitionerFactory.create()

    for allowed in (False, True):
        set_typed_numbers(practitioner_id=person.pk, allowed=allowed, now=NOON)

        assert logins.allows_typed_numbers(person.pk) is allowed
    actions = AuditEvent.objects.filter(practitioner=person).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["oidc.typed_numbers_refused", "oidc.typed_numbers_allowed"]


def test_the_same_choice_again_writes_nothing() -> None:
    person = PractitionerFactory.create()

    for _ in range(2):
        set_typed_numbers(practitioner_id=person.pk, allowed=False, now=NOON)

    assert AuditEvent.objects.filter(practitioner=person).count() == 1
    assert SignInPreference.objects.get().changed_at == NOON
