"""`manage.py relying_party register FILE | list`: the services that may sign their users in."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oidc.errors import RegistrationRefused
from oidc.management.descriptions import read_description
from oidc.models import RelyingParty
from oidc.protocol.client_metadata import MEMBERS, read_metadata
from oidc.workflows.onboarding import register_relying_party


class Command(BaseCommand):
    """Registers services from a file with the names of RFC 7591, and lists them."""

    help = "Register a service from a JSON file, or list the services."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="register the service that a JSON file describes")
        register.add_argument("file", type=Path, help=f"members: {', '.join((*MEMBERS, 'client_secret'))}")
        actions.add_parser("list", help="list the services")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["action"] == "register":
            self._register(options["file"])
        else:
            self._list()

    def _register(self, file: Path) -> None:
        described = read_description(file)
        secret = described.pop("client_secret", None) or ""
        if not isinstance(secret, str):
            raise CommandError("client_secret must be a string.")
        try:
            relying_party, drawn = register_relying_party(read_metadata(described), secret=secret, now=timezone.now())
        except RegistrationRefused as refusal:
            raise CommandError(str(refusal)) from None
        shown = {"client_id": relying_party.public_id, "client_secret": drawn}
        self.stdout.write(json.dumps({name: value for name, value in shown.items() if value}, indent=2))
        if drawn:
            self.stderr.write("The secret is shown now and never again.")

    def _list(self) -> None:
        for one in RelyingParty.objects.select_related("client").order_by("client__name"):
            closed = "" if one.is_active else "  (closed)"
            self.stdout.write(f"{one.public_id}  {one.environment:10}  {one.name}{closed}")
