"""`manage.py rotate_signing_keys [--now ALG | --revoke KID]`: what the worker does by the clock, or an order."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oidc import policy
from oidc.models import SigningKey
from oidc.workflows import key_rotation
from oidc.workflows.key_rotation import Refusal

REFUSALS = {
    Refusal.UNKNOWN: "No key has this name, or it has ended.",
    Refusal.TOO_SOON: "The next key is not known everywhere yet: try again within "
    f"{policy.KEY_KNOWN_AFTER.total_seconds() / 60:.0f} minutes.",
}


class Command(BaseCommand):
    """Lets the next keys sign when it is time; at once when asked."""

    help = "Let the next signing keys take over when it is time, and end the former ones."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be ordered."""
        orders = parser.add_mutually_exclusive_group()
        orders.add_argument(
            "--now", choices=policy.SIGNING_ALGORITHMS, metavar="ALG", help="the next key of this algorithm signs"
        )
        orders.add_argument("--revoke", metavar="KID", help="this key leaked: end it, and let the next one sign")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was done, or exit 1."""
        if options["revoke"]:
            self._tell(key_rotation.revoke(kid=options["revoke"], now=timezone.now()))
            self.stderr.write("Restart the web processes: until then each may sign with the ended key for minutes.")
        elif options["now"]:
            self._tell(key_rotation.rotate_now(algorithm=options["now"], now=timezone.now()))
        else:
            done = key_rotation.rotate(now=timezone.now())
            self.stdout.write(f"{done.activated} key(s) began to sign, {done.made} made, {done.ended} ended.")

    def _tell(self, outcome: SigningKey | Refusal) -> None:
        if isinstance(outcome, Refusal):
            raise CommandError(REFUSALS[outcome])
        self.stdout.write(f"{outcome.kid} signs with {outcome.algorithm}.")
