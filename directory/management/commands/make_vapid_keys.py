"""`manage.py make_vapid_keys`: the keys with which push services recognise a deployment."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.channels import push


class Command(BaseCommand):
    """Prints a new pair; nothing is kept. A new key makes phones subscribe again when their wallet is opened."""

    help = "Make a key pair for Web Push (VAPID): put the private one in VAPID_PRIVATE_KEY."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Two lines of an environment file, the second for information."""
        private, public = push.make_keys()
        self.stdout.write(f"VAPID_PRIVATE_KEY={private}")
        self.stdout.write(f"# public key, which browsers are given: {public}")
