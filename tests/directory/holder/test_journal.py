"""The journal of a person: every access, every act, every change, in words and by role."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from directory import holder_panels
from directory.admin.trail import WORDS
from directory.models import AuditEvent
from directory.policy import HOLDER_JOURNAL_PAGE
from directory.workflows import auditing
from tests.factories.directory import AccountFactory, AuditEventFactory, MandateFactory
from tests.support.holder import sign_in_holder
from tests.support.staff import sign_in_with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def _tolerant_templates(settings):
    """The portal's toolkit asks for variables that its own pages do not set."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = ""
    settings.TEMPLATES = templates


@pytest.mark.usefixtures("_tolerant_templates")
def test_a_record_that_staff_open_is_told_to_its_holder_without_the_name_once_an_hour(person):
    mandate = MandateFactory(authority=person.authority)
    staff = sign_in_with_passkey(mandate.account)
    for _ in range(3):
        assert staff.get(f"/portail/directory/practitioner/{person.pk}/change/").status_code == 200

    page = sign_in_holder(person).get("/espace/journal/").content.decode()

    assert AuditEvent.objects.filter(action="directory.record_read", practitioner=person).count() == 1
    assert mandate.authority.name in page
    assert mandate.account.display_name not in page
    assert mandate.account.username not in page


def test_another_reader_and_another_hour_leave_lines_of_their_own(person, now):
    first, second = AccountFactory(operator=True), AccountFactory(operator=True)

    for account, later in ((first, 0), (first, 10), (first, 70), (second, 10)):
        auditing.remember_record_read(account=account, person=person, now=now + timedelta(minutes=later))

    assert AuditEvent.objects.filter(action="directory.record_read").count() == 3


def test_the_journal_is_read_page_by_page(browser, person):
    for number in range(HOLDER_JOURNAL_PAGE + 3):
        AuditEventFactory(practitioner=person, occurred_at=timezone.now() - timedelta(minutes=number))

    first = browser.get("/espace/journal/")
    second = browser.get("/espace/journal/", {"page": first.context["older"]})

    assert (len(first.context["lines"]), len(second.context["lines"])) == (HOLDER_JOURNAL_PAGE, 3)


def test_what_changed_is_told_before_and_after(browser, person):
    person.family_name = "NOUVEAUNOM"
    person.save()

    page = browser.get("/espace/journal/changements/").content.decode()

    assert "NOUVEAUNOM" in page


def test_every_action_about_somebody_has_words_for_them():
    """Those of the trail that never concern one person are listed: a new action must choose."""
    of_nobody = (
        "load_", "export_restricted", "nomenclature_", "correspondence_loaded", "mandate_", "terms_", "authority_",
        "staff_import_", "staff_file_", "api_", "signed_in", "sign_in_refused", "act_refused", "page_refused",
        "refusals_", "audit_", "request_", "people_exported", "structures_", "enrolments_", "figures_",
        "relying_party_", "code_replayed", "export_", "campaign_", "signing_key_",
        "resource_server_", "service_", "team_", "production_", "test_", "incident_",
    )  # fmt: skip
    unknown = {
        action
        for action in set(WORDS) - set(holder_panels.journal_words())
        if not action.partition(".")[2].startswith(of_nobody)
    }

    assert unknown == set()
