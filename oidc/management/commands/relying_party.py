"""`manage.py relying_party register FILE | list`: the services that may sign their users in."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oidc.errors import RegistrationRefused
from oidc.models import RelyingParty
from oidc.workflows.onboarding import register_relying_party

REQUIRED = ("client_name", "redirect_uris", "environment")
OPTIONAL = (
    "token_endpoint_auth_method",
    "scope",
    "id_token_signed_response_alg",
    "grant_types",
    "require_pkce",
    "post_logout_redirect_uris",
    "client_id",
    "client_secret",
)


class Command(BaseCommand):
    """Registers services from a file with the names of RFC 7591, and lists them."""

    help = "Register a service from a JSON file, or list the services."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        register = actions.add_parser("register", help="register the service that a JSON file describes")
        register.add_argument("file", type=Path, help=f"members: {', '.join((*REQUIRED, *OPTIONAL))}")
        actions.add_parser("list", help="list the services")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["action"] == "register":
            self._register(options["file"])
        else:
            self._list()

    def _register(self, file: Path) -> None:
        described = _read(file)
        try:
            relying_party, secret = register_relying_party(
                client_name=str(described["client_name"]),
                redirect_uris=[str(uri) for uri in described["redirect_uris"]],
                environment=str(described["environment"]),
                token_endpoint_auth_method=str(described.get("token_endpoint_auth_method", "client_secret_basic")),
                scopes=str(described.get("scope", "openid scope_all")).split(),
                id_token_signed_response_alg=str(described.get("id_token_signed_response_alg", "ES256")),
                grant_types=[str(one) for one in described.get("grant_types", ["authorization_code"])],
                require_pkce=described.get("require_pkce", True) is not False,
                post_logout_redirect_uris=[str(uri) for uri in described.get("post_logout_redirect_uris", [])],
                client_id=described.get("client_id"),
                secret=described.get("client_secret"),
                now=timezone.now(),
            )
        except RegistrationRefused as refusal:
            raise CommandError(str(refusal)) from None
        shown = {"client_id": relying_party.public_id, "client_secret": secret}
        self.stdout.write(json.dumps({name: value for name, value in shown.items() if value}, indent=2))
        if secret:
            self.stderr.write("The secret is shown now and never again.")

    def _list(self) -> None:
        for one in RelyingParty.objects.select_related("client").order_by("client__name"):
            closed = "" if one.is_active else "  (closed)"
            self.stdout.write(f"{one.public_id}  {one.environment:10}  {one.name}{closed}")


def _read(file: Path) -> dict[str, Any]:
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"{file} cannot be read: {fault}") from None
    if not isinstance(described, dict) or not isinstance(described.get("redirect_uris"), list):
        raise CommandError("The file must hold an object, with redirect_uris as a list.")
    missing = [name for name in REQUIRED if not described.get(name)]
    unknown = sorted(set(described) - set(REQUIRED) - set(OPTIONAL))
    if missing or unknown:
        raise CommandError(f"Missing: {', '.join(missing) or 'none'}. Unknown: {', '.join(unknown) or 'none'}.")
    return described
