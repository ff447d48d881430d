"""`manage.py resource_server register FILE | list`: the programs that read access tokens by themselves."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oidc.errors import RegistrationRefused
from oidc.management.descriptions import read_description
from oidc.models import ResourceServer
from oidc.protocol.resource_metadata import MEMBERS, read_metadata
from oidc.workflows.resource_servers import register_resource_server


class Command(BaseCommand):
    """Registers resource servers from a file, and lists them."""

    help = "Register a resource server from a JSON file, or list the resource servers."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="register the resource server that a JSON file describes")
        register.add_argument("file", type=Path, help=f"members: {', '.join(MEMBERS)}")
        actions.add_parser("list", help="list the resource servers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["action"] == "register":
            self._register(options["file"])
        else:
            self._list()

    def _register(self, file: Path) -> None:
        try:
            made = register_resource_server(read_metadata(read_description(file)), now=timezone.now())
        except RegistrationRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{made.identifier} is registered.")

    def _list(self) -> None:
        for one in ResourceServer.objects.order_by("name"):
            closed = "" if one.is_active else "  (closed)"
            self.stdout.write(f"{one.identifier}  {one.environment:10}  {one.name}{closed}")
