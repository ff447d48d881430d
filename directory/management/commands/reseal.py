"""`manage.py reseal`: after a key was added at the head of MESSAGE_KEYS, seal again whatever an older one sealed."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.policy import RESEAL_BATCH
from directory.workflows.resealing import reseal_everything


class Command(BaseCommand):
    """Safe while the product runs, and to run again. The older key may leave the list once nothing is left."""

    help = (
        "Seal again, with the newest key of MESSAGE_KEYS, waiting messages, files of staff and authenticator secrets."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many rows were sealed again, and how many no key of the list opens."""
        done = reseal_everything(batch=RESEAL_BATCH)
        self.stdout.write(f"{done.sealed} sealed again, {done.unreadable} that no key opens")
