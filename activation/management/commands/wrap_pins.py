"""`manage.py wrap_pins`: after a pepper was added to PIN_PEPPERS, wrap every stored PIN verifier in it."""

from typing import Any

from django.core.management.base import BaseCommand

from activation.policy import SWEEP_BATCH
from activation.workflows.pepper_rotation import count_older, wrap_pins


class Command(BaseCommand):
    """Wraps in batches until none is left. An older pepper must stay in PIN_PEPPERS: the chain collapses by use."""

    help = "Wrap every stored PIN verifier in the newest pepper, and say which older ones cards still need."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many cards were wrapped, and how many still need each older pepper."""
        total = 0
        while wrapped := wrap_pins(limit=SWEEP_BATCH):
            total += wrapped
        self.stdout.write(f"{total} wrapped")
        for pepper_id, count in count_older().items():
            self.stdout.write(f"{count} still need {pepper_id}" if count else f"no card needs {pepper_id}: it may go")
