"""`manage.py test_pki DIR`: a test authority, a server certificate, and cards of test people."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from activation.management.test_authority import folder as files
from activation.management.test_authority.issuing import CardSubject
from directory.models import Practitioner
from directory.queries import find_by_national_id

DEFAULT_PEOPLE = 3


class Command(BaseCommand):
    """Test people alone: a card that names a real person is never made."""

    help = "Make a test health PKI in a folder: chain, revocation list, server certificate, cards (PKCS#12)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, for whom, for which hosts."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--person", action="append", default=[], help="national id of a test person; repeatable")
        parser.add_argument("--revoked", action="append", default=[], help="likewise, and the card is on the list")
        parser.add_argument("--host", action="append", default=[], help="name of the card host; localhost otherwise")
        parser.add_argument("--password", default="carte", help="of the PKCS#12 files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write everything anew; a folder that holds something is left alone."""
        target: Path = options["folder"]
        if target.exists() and any(target.iterdir()):
            raise CommandError(f"{target} is not empty")
        people = [_find(number) for number in options["person"]] or _some_people()
        revoked = [_find(number) for number in options["revoked"]]
        now = timezone.now()
        authorities = files.make_authorities(now)
        files.write_proxy_files(target, authorities, names=options["host"] or ["localhost", "127.0.0.1"], now=now)
        taken_back = []
        for person in [*people, *revoked]:
            name = f"{person.national_id}-revoked" if person in revoked else person.national_id
            card = files.write_card(target, name, _subject(person), authorities, now=now)
            files.pack_card(target / f"{name}.p12", card, authorities, password=options["password"])
            if person in revoked:
                taken_back.append(card)
            self.stdout.write(f"{name}.p12")
        files.write_lists(target, authorities, revoked=taken_back, now=now)


def _find(number: str) -> Practitioner:
    """A test person. Raises CommandError for a real one, and for nobody."""
    person = find_by_national_id(number)
    if person is None:
        raise CommandError(f"{number} names nobody in the directory")
    if not person.is_test:
        raise CommandError(f"{number} names a real person: cards are made for test people only")
    return person


def _some_people() -> list[Practitioner]:
    people = list(Practitioner.objects.filter(is_test=True).order_by("pk")[:DEFAULT_PEOPLE])
    if not people:
        raise CommandError("there is no test person: run manage.py demo, or name one with --person")
    return people


def _subject(person: Practitioner) -> CardSubject:
    return CardSubject(national_id=person.national_id, surname=person.family_name, given_name=person.given_names)
