"""Count the figures of the provider again, after data of former days was brought back."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from oidc.workflows import figures


class Command(BaseCommand):
    """`recount_figures --since 2026-01-01`."""

    help = "Count sign-ins and activated e-CPS again, from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        """since: the first day."""
        parser.add_argument("--since", type=date.fromisoformat, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many days."""
        days = figures.count_again(since=options["since"], now=timezone.now())
        self.stdout.write(f"{days} days counted")
