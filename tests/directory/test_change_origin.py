"""What is changed in the portal is remembered with the account, the page and the request; other doors name nothing."""

import pytest
from django.utils import timezone

from directory.models import PractitionerRole
from directory.workflows.contact_proof import send_codes
from tests.factories.directory import (
    ContactPointFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.seen import seen_on
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


def former_versions():
    return PractitionerRole._meta.apps.get_model("directory", "PractitionerRoleEvent").objects.select_related(
        "pgh_context"
    )


def test_a_change_made_in_the_portal_names_the_account_the_page_and_the_request_and_no_body():
    mandate = MandateFactory()
    role = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(authority=mandate.authority),
        organization=mandate.authority.organization,
    )
    page = f"/portail/situations/{role.pk}/fin/"

    registrar = sign_in(mandate.account)
    form = {"ends_on": timezone.localdate().isoformat(), "seen": seen_on(registrar, page)}
    answer = registrar.post(f"{page}?q=asked", form)

    assert answer.status_code == 302
    told = former_versions().get().pgh_context.metadata
    assert told["account"] == mandate.account.pk
    assert told["page"] == page
    assert len(told["request"]) == 32
    assert set(told) == {"account", "page", "request"}


def test_a_page_outside_the_portal_leaves_no_address_behind(client, django_assert_num_queries):
    person = PractitionerFactory()
    contact = ContactPointFactory(practitioner=person)
    send_codes(contacts=[contact], holder="Ana", sender="EHPAD", now=timezone.now(), token="t" * 32)

    client.post(f"/contact/{'t' * 32}/", {"kind": "EMAIL", "code": "000000"})

    context = person._meta.apps.get_model("pghistory", "Context")
    assert not context.objects.exists()
