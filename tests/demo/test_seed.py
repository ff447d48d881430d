"""`manage.py demo`: one run makes everything, the next one nothing; whoever is announced can really be."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command

from config.demo.past_weeks import REGISTERED
from config.demo.people import DEMO_ACCOUNTS, PASSWORD, PRACTITIONERS, STAFF
from config.demo.registrations import REGISTRATION
from config.demo.seed import seed
from config.demo.sheet import people_to_be
from directory import permissions, queries
from directory.models import (
    Account,
    AuthorityKind,
    Diploma,
    Expertise,
    ExtractKind,
    ExtractLoad,
    LoadState,
    Mandate,
    Practitioner,
    RegistrationAuthority,
)
from directory.workflows import staff_ecps
from oidc.models import RelyingParty
from oidc.workflows.sandbox.catalogue import CATALOGUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(tmp_path, settings, now):
    settings.DATA_DIR = tmp_path
    settings.DEMO_RELYING_PARTY_URL = "http://localhost:8002"
    settings.SITE_URL = "http://localhost:8000"
    settings.PORTAL_OIDC_REGISTRATION_FILE = tmp_path / "portal.json"
    return seed(now=now)


def test_outside_a_demo_nothing_is_made(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo")

    assert not Account.objects.exists()


def test_the_first_run_makes_everything_and_the_second_nothing(seeded, now):
    said = StringIO()

    call_command("demo", stdout=said)

    assert (seeded.staff, seeded.practitioners, seeded.service) == (len(STAFF), len(PRACTITIONERS), True)
    assert seeded.test_people == len(CATALOGUE)
    assert "everything is there" in said.getvalue()


def test_everybody_is_a_test_person_of_test_authorities(seeded):
    assert Practitioner.objects.count() == 500 + len(REGISTERED) + len(CATALOGUE)
    assert not Practitioner.objects.filter(is_test=False).exists()
    assert not RegistrationAuthority.objects.filter(is_test=False).exists()
    kinds = RegistrationAuthority.objects.filter(organization__isnull=True)
    assert kinds.filter(kind=AuthorityKind.REGIONAL).count() == 18
    assert kinds.filter(kind=AuthorityKind.ORDER).count() == 7


def test_the_directory_comes_from_the_three_open_files(seeded):
    assert seeded.lines > 1000
    assert set(ExtractLoad.objects.values_list("kind", "state")) == {
        (ExtractKind.ACTIVITIES, LoadState.FINISHED),
        (ExtractKind.EXPERTISES, LoadState.FINISHED),
        (ExtractKind.DIPLOMAS, LoadState.FINISHED),
    }
    assert ExtractLoad.objects.filter(refused_count__gt=0).count() == 0
    assert Diploma.objects.values("practitioner").distinct().count() > 200
    assert Expertise.objects.exists()


def test_every_member_of_staff_has_password_second_factor_and_scope(seeded, now):
    for member in STAFF:
        account = Account.objects.get(username=member.email)

        assert account.check_password(PASSWORD)
        assert Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
        assert Mandate.objects.in_force(now).filter(account=account, role=member.role).count() == 1
        assert permissions.practitioners_visible_to(account, now).exists()


def test_a_member_of_staff_has_the_ecps_of_a_ready_practitioner(seeded, now):
    (member,) = [member for member in STAFF if member.practitioner]

    account = staff_ecps.find_account(national_id=member.practitioner, now=now)

    assert account.username == member.email
    assert member.practitioner in {person.national_id for person in PRACTITIONERS}


def test_the_portal_is_registered_as_a_service_of_the_sandbox_in_a_private_file(seeded, tmp_path):
    file = tmp_path / "portal.json"
    content = json.loads(file.read_text())

    portal = RelyingParty.objects.get(client__client_id=content["client_id"])

    assert portal.environment == "sandbox"
    assert portal.client.redirect_uris == [f"{settings.SITE_URL}/compte/e-cps/retour/"]
    assert portal.client.scope == ["openid"]
    assert file.stat().st_mode & 0o077 == 0


def test_every_ready_practitioner_can_activate_at_once(seeded, now):
    for person in PRACTITIONERS:
        found = queries.find_by_national_id(person.national_id)

        assert found is not None
        assert found.display_name == person.name
        assert queries.is_eligible(found.pk, now)
        assert queries.can_be_reached(found.pk, now)


def test_the_service_reads_its_registration_from_a_private_file(seeded, tmp_path):
    file = tmp_path / REGISTRATION

    content = json.loads(file.read_text())

    assert set(content) == {"client_id", "client_secret", "redirect_uri"}
    assert file.stat().st_mode & 0o077 == 0


def test_a_new_database_gets_its_service_again_when_the_file_stayed(seeded, tmp_path, now):
    before = (tmp_path / REGISTRATION).read_text()
    content = {**json.loads(before), "client_id": "of-an-erased-database"}
    (tmp_path / REGISTRATION).write_text(json.dumps(content))

    assert seed(now=now).service is True
    assert json.loads((tmp_path / REGISTRATION).read_text())["client_id"] != "of-an-erased-database"


def test_banner_and_inbox_name_the_same_people():
    sheet = people_to_be()

    in_banner = [member for member in STAFF if member.in_banner]
    assert len(sheet["staff"]) == len(STAFF) > len(in_banner)
    assert len(DEMO_ACCOUNTS) == len(in_banner) + len(sheet["practitioners"])
    assert all(len(member["code"]) == 6 for member in sheet["staff"])


def test_the_service_is_told_of_sign_outs_also_where_an_older_registration_was_not(seeded, tmp_path, now):
    services = RelyingParty.objects.filter(client__name="Dossier Santé Horizon")
    assert services.get().backchannel_logout_uri == "http://localhost:8002/session-terminee"
    assert services.get().backchannel_logout_session_required
    services.update(backchannel_logout_uri="", backchannel_logout_session_required=False)

    assert seed(now=now).service is True
    assert seed(now=now).service is False

    content = json.loads((tmp_path / REGISTRATION).read_text())
    assert services.get(client__client_id=content["client_id"]).backchannel_logout_uri
