"""`manage.py demo`: the demo's people, staff and service; safe to run at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.seed import seed


class Command(BaseCommand):
    """Makes what is missing of the demo."""

    help = "Load the demo directory, its staff and its service (nothing is made twice)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside a demo; say what was made."""
        if not settings.DEMO:
            raise CommandError("The demo data is for the demo settings only (DEMO=1): it opens accounts known to all.")
        made = seed(now=timezone.now())
        if made.nothing_new:
            self.stdout.write("everything is there")
            return
        self.stdout.write(
            f"{made.lines} lines of the sample loaded, {made.staff} members of staff, "
            f"{made.practitioners} practitioners ready for an e-CPS, {made.test_people} test people of the sandbox"
        )
        if made.service:
            self.stdout.write("the demo service is registered")
