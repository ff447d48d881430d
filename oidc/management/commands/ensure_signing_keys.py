"""`manage.py ensure_signing_keys`: make the signing keys that are missing; called at every start."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from oidc.workflows.key_rotation import ensure_signing_keys


class Command(BaseCommand):
    """Makes one active key an algorithm, where there is none."""

    help = "Make the signing keys that are missing (one active key an algorithm)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were made."""
        made = ensure_signing_keys(now=timezone.now())
        self.stdout.write(f"{made} signing key(s) made.")
