"""The figures of the provider in the portal: for those who count the nation, of the worlds that they count."""

import pytest
from django.utils import timezone

from directory.models import AuditEvent, MandateRole
from oidc.workflows import figures
from tests.factories.directory import AccountFactory, MandateFactory, RegistrationAuthorityFactory
from tests.factories.oidc import GrantFactory, ProviderSessionFactory, RelyingPartyFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PAGE, FILE = "/portail/connexions/", "/portail/connexions/chiffres.csv"


@pytest.fixture
def operator():
    return sign_in(AccountFactory(operator=True))


@pytest.fixture
def counted():
    now = timezone.now()
    GrantFactory(session=ProviderSessionFactory(), relying_party=RelyingPartyFactory(production=True), created_at=now)
    figures.keep_figures(limit=400, now=now)


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_who_registers_at_one_structure_finds_no_numbers_of_the_nation(address, counted):
    registrar = sign_in(MandateFactory().account)

    assert registrar.get(address).status_code == 404
    assert PAGE not in registrar.get("/portail/").content.decode()


def test_an_operator_sees_production_and_sandbox(operator, counted):
    page = operator.get(PAGE)

    assert [one.environment for one in page.context["worlds"]] == ["production", "sandbox"]
    assert page.context["worlds"][0].charts[0].rows[-1][1] == [1, 0]
    assert PAGE in operator.get("/portail/").content.decode()


def test_an_operator_of_the_test_world_sees_the_sandbox_alone(counted):
    authority = RegistrationAuthorityFactory(is_test=True)
    tester = sign_in(MandateFactory(role=MandateRole.OPERATOR, authority=authority).account)

    assert [one.environment for one in tester.get(PAGE).context["worlds"]] == ["sandbox"]
    assert ";production;" not in tester.get(FILE).content.decode()


def test_the_file_is_told_to_the_trail(operator, counted):
    lines = operator.get(FILE).content.decode("utf-8-sig").splitlines()

    assert lines[0] == "month;environment;measure;means;acr;value"
    assert f"{timezone.localdate():%Y-%m};production;sign_ins;MOBILE;eidas1;1" in lines
    assert AuditEvent.objects.get(action="directory.figures_exported").details == {"chart": "connexions"}


def test_before_the_first_count_the_page_says_so(operator):
    assert operator.get(PAGE).context["counted_at"] is None
