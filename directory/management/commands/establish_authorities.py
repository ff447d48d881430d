"""`manage.py establish_authorities`: the orders, agencies, armed forces and national operator of the nomenclature."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from directory.workflows import authorities


class Command(BaseCommand):
    """Makes what is missing."""

    help = "Make the authorities that exist everywhere; those that are there stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--test: of the test world."""
        parser.add_argument("--test", action="store_true", help="test authorities, for test people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were made."""
        made = authorities.establish(is_test=options["test"])
        self.stdout.write(f"{made} authorities made" if made else "everything is there")
