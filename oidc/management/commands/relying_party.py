"""`manage.py relying_party register FILE | list | rotate-secret ID | suspend ID | reopen ID`, answered in JSON."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.library.registration import find_registered, metadata_of
from oidc.management.descriptions import read_descriptions
from oidc.models import RelyingParty
from oidc.protocol.client_metadata import MEMBERS, read_metadata
from oidc.workflows.client_secrets import rotate_secret
from oidc.workflows.onboarding import register_relying_party
from oidc.workflows.suspending import reopen, suspend


class Command(BaseCommand):
    """Registers services from a file with the names of RFC 7591, and keeps them."""

    help = "Register services from a JSON file, list them, draw a new secret, suspend one or open it again."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="register the service, or each of a list, of a JSON file")
        register.add_argument("file", type=Path, help=f"members: {', '.join((*MEMBERS, 'client_secret'))}")
        actions.add_parser("list", help="list the services")
        for action, words in (
            ("rotate-secret", "draw a new secret; the former ones end a week later"),
            ("suspend", "nobody signs in to it any more, and its tokens end"),
            ("reopen", "open a suspended service again"),
        ):
            one = actions.add_parser(action, help=words)
            one.add_argument("client_id")
            if action == "suspend":
                one.add_argument("--reason", required=True, help="as its team reads it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        doors: Mapping[str, Callable[[dict[str, Any]], object]] = {
            "register": lambda asked: self._register(asked["file"]),
            "list": lambda asked: [_listed(one) for one in _services()],
            "rotate-secret": self._rotate,
            "suspend": _suspend,
            "reopen": _reopen,
        }
        try:
            answer = doors[options["action"]](options)
        except RegistrationRefused as refusal:
            raise CommandError(str(refusal)) from None
        except ServiceRefused as refusal:
            raise CommandError(f"refused: {refusal.reason}") from None
        self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))

    def _register(self, file: Path) -> object:
        """All of the file, or none of it."""
        described = read_descriptions(file)
        with transaction.atomic():
            made = [_register_one(one) for one in described.all]
        if any("client_secret" in one for one in made):
            self.stderr.write("Secrets are shown now and never again.")
        return made if described.is_list else made[0]

    def _rotate(self, options: dict[str, Any]) -> object:
        relying_party = _find(options["client_id"])
        secret = rotate_secret(account=None, relying_party=relying_party, now=timezone.now())
        self.stderr.write("The secret is shown now and never again; the former ones end a week later.")
        return {"client_id": relying_party.public_id, "client_secret": secret}


def _register_one(described: dict[str, Any]) -> dict[str, str]:
    secret = described.pop("client_secret", None) or ""
    if not isinstance(secret, str):
        raise CommandError("client_secret must be a string.")
    relying_party, drawn = register_relying_party(read_metadata(described), secret=secret, now=timezone.now())
    return {"client_id": relying_party.public_id, **({"client_secret": drawn} if drawn else {})}


def _suspend(options: dict[str, Any]) -> object:
    relying_party = _find(options["client_id"])
    suspend(account=None, relying_party=relying_party, reason=options["reason"], now=timezone.now())
    return _listed(_find(options["client_id"]))


def _reopen(options: dict[str, Any]) -> object:
    reopen(account=None, relying_party=_find(options["client_id"]), now=timezone.now())
    return _listed(_find(options["client_id"]))


def _listed(one: RelyingParty) -> dict[str, object]:
    """A registration as it may be read again from a file, and what became of it."""
    return metadata_of(one).as_members() | {"is_active": one.is_active, "suspended_reason": one.suspended_reason}


def _services() -> list[RelyingParty]:
    return list(RelyingParty.objects.select_related("client").order_by("client__name", "pk"))


def _find(client_id: str) -> RelyingParty:
    found = find_registered(client_id)
    if found is None:
        raise CommandError("No service has this client_id.")
    return found
