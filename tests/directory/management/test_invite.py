"""The first mandates of a deployment come from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import MandateInvitation, OutboundMessage, RegistrationAuthority
from directory.workflows import invitations
from tests.factories.directory import RegistrationAuthorityFactory

pytestmark = pytest.mark.django_db
EMAIL = "premier@operateur.test"


def call(*given, name="Sacha Morel", role="OPERATOR", authority="ANS"):
    out = StringIO()
    call_command("invite", EMAIL, "--name", name, "--role", role, "--authority", authority, *given, stdout=out)
    return out.getvalue()


def test_authorities_are_established_once():
    out = StringIO()
    call_command("establish_authorities", stdout=out)
    call_command("establish_authorities", stdout=out)

    assert RegistrationAuthority.objects.filter(code="ANS", is_test=False).count() == 1
    assert out.getvalue().splitlines()[1] == "everything is there"


def test_the_first_operator_is_invited_and_the_link_is_told_to_nobody():
    call_command("establish_authorities", stdout=StringIO())

    said = call()

    made = MandateInvitation.objects.get()
    assert (made.email, made.role, made.inviter, made.given_from) == (EMAIL, "OPERATOR", None, None)
    assert OutboundMessage.objects.filter(event="mandate_invitation").count() == 1
    assert "/invitation/" not in said
    assert EMAIL not in said


def test_the_link_is_printed_when_it_is_asked_for():
    RegistrationAuthorityFactory(code="ANS")

    token = call("--test", "--print-link").split("/invitation/")[1].split("/")[0]

    assert invitations.find_invitation(token) == MandateInvitation.objects.get()


def test_a_structure_is_named_by_its_number():
    authority = RegistrationAuthorityFactory(local=True, organization__finess="750000025")

    call("--test", "--structure", "750000025", role="REPRESENTATIVE", authority="ENREG")

    assert MandateInvitation.objects.get().authority == authority


@pytest.mark.parametrize(
    "given",
    [
        {"authority": "NOBODY"},
        {"authority": "ENREG"},
        {"role": "AGENT"},
        {"name": " "},
    ],
)
def test_what_cannot_be_is_refused_in_one_line(given):
    RegistrationAuthorityFactory(code="ANS")

    with pytest.raises(CommandError):
        call("--test", **given)
    assert not MandateInvitation.objects.exists()


def test_somebody_is_invited_once():
    RegistrationAuthorityFactory(code="ANS")
    call("--test")

    with pytest.raises(CommandError, match="invited already"):
        call("--test")
