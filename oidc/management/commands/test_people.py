"""`manage.py test_people`: the test people of the sandbox, in any deployment; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from oidc.workflows.sandbox.people import make_test_people


class Command(BaseCommand):
    """Makes what is missing of the catalogue. It needs nothing but tables: authorities are made with the people."""

    help = "Make the test people of the sandbox (numbers in 997, fictitious contacts; nothing is made twice)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were made."""
        try:
            made = make_test_people(now=timezone.now())
        except ProgrammingError:
            raise CommandError("The tables are not there, or not those of this program: run `migrate` first.") from None
        self.stdout.write(f"{made} test people made")
