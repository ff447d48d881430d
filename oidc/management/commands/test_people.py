"""`manage.py test_people`: the test people of the sandbox, in any deployment; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from oidc.workflows.sandbox.people import make_test_people


class Command(BaseCommand):
    """Makes what is missing of the catalogue."""

    help = "Make the test people of the sandbox (numbers in 997, fictitious contacts; nothing is made twice)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were made."""
        self.stdout.write(f"{make_test_people(now=timezone.now())} test people made")
