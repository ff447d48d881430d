"""`manage.py invite`: the first mandates of a deployment, before anybody can give one in the portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.errors import MandateRefused, NotAllowed
from directory.models import MandateRole, RegistrationAuthority
from directory.permissions import Offer
from directory.workflows import invitations

_WHY = {
    "email": "this is not an e-mail address",
    "name": "give the name of the person, of at most 200 characters (--name)",
    "already_held": "this person holds this mandate already",
    "already_invited": "this person is invited already: the invitation can be sent again in the portal",
}


class Command(BaseCommand):
    """Invites one person, by e-mail."""

    help = "Invite somebody to act for an authority (the letter leaves with the other messages)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom, in which role, for which authority."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="given name and family name")
        parser.add_argument("--role", required=True, choices=MandateRole.values)
        parser.add_argument("--authority", required=True, metavar="CODE", help="R60: ANS, ARS-44, CNOM, ENREG…")
        parser.add_argument("--structure", default="", metavar="ID", help="FINESS number or technical identifier")
        parser.add_argument("--test", action="store_true", help="the test authority of this code")
        parser.add_argument("--print-link", action="store_true", help="print the link as well: whoever has it accepts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that the letter is on its way; the link is printed only when asked for."""
        offer = Offer(_authority(options), options["role"])
        try:
            invited = invitations.invite(
                inviter=None, offer=offer, email=options["email"], name=options["name"], now=timezone.now()
            )
        except MandateRefused as refusal:
            raise CommandError(f"Nobody was invited: {_WHY.get(refusal.reason, refusal.reason)}.") from None
        except NotAllowed:
            raise CommandError(
                "Nobody was invited: this role does not exist there, or the authority is closed."
            ) from None
        self.stdout.write(f"invited as {options['role']} of {offer.authority.code}: the letter is on its way")
        if options["print_link"]:
            self.stdout.write(invited.link)


def _authority(options: dict[str, Any]) -> RegistrationAuthority:
    named = RegistrationAuthority.objects.filter(
        code=options["authority"], department_code="", is_test=options["test"]
    ).select_related("organization")
    structure = options["structure"]
    if structure:
        by_number = named.filter(organization__finess=structure)
        found = list(by_number[:2]) or list(named.filter(organization__technical_id=structure)[:2])
    else:
        found = list(named.filter(organization=None)[:2])
    if len(found) != 1:
        raise CommandError(
            "No such authority. `manage.py establish_authorities` makes those of the nomenclature; "
            "operators and agencies open those of structures in the portal."
        )
    return found[0]
