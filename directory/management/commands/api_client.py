"""Applications that read the API, from the command line."""

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from directory.errors import ApiClientRefused
from directory.models import ApiClient, ApiKey
from directory.workflows import api_clients


class Command(BaseCommand):
    """`api_client create|list|issue-key|rotate|revoke-key|suspend|resume`. A refusal is one line and code 1."""

    help = "Make applications known to the API, and give, replace or take back their keys."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb; --json for programs."""
        parser.add_argument("--json", action="store_true", help="print JSON")
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make an application known")
        create.add_argument("name")
        create.add_argument("--email", default="", help="of its technical contact")
        create.add_argument("--restricted", action="store_true", help="its keys open the restricted view")
        verbs.add_parser("list", help="all applications and their keys")
        for verb in ("issue-key", "rotate"):
            keys = verbs.add_parser(verb, help="make a key, shown once")
            keys.add_argument("client", type=int)
            keys.add_argument("--days", type=int, default=365, help="how long it lives")
            if verb == "rotate":
                keys.add_argument("--overlap", type=int, default=7, help="days after which the former keys end")
        verbs.add_parser("revoke-key", help="end a key at once").add_argument("key", type=int)
        for verb in ("suspend", "resume"):
            verbs.add_parser(verb).add_argument("client", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """One call, and what it made."""
        try:
            told = self._call(options)
        except ApiClientRefused as refusal:
            raise CommandError(f"refused: {refusal.params['reason']}") from None
        except ApiClient.DoesNotExist:
            raise CommandError("no such application") from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for line in told if isinstance(told, list) else [told]:
            self.stdout.write("  ".join(f"{name}={value}" for name, value in line.items()))

    def _call(self, options: dict[str, Any]) -> Any:
        now, verb = timezone.now(), options["verb"]
        if verb == "create":
            client = api_clients.create(
                name=options["name"],
                contact_email=options["email"],
                reads_restricted=options["restricted"],
                account=None,
                now=now,
            )
            return {"client": client.pk, "name": client.name}
        if verb == "list":
            return [_line(client) for client in ApiClient.objects.order_by("pk").prefetch_related("keys")]
        if verb in {"issue-key", "rotate"}:
            about = {"client_id": options["client"], "lifetime": timedelta(days=options["days"])}
            if verb == "rotate":
                overlap = timedelta(days=options["overlap"])
                key, secret = api_clients.rotate(**about, overlap=overlap, account=None, now=now)
            else:
                key, secret = api_clients.issue_key(**about, account=None, now=now)
            return {"client": key.client_id, "key": key.pk, "secret": secret}
        if verb == "revoke-key":
            return {
                "key": options["key"],
                "changed": api_clients.revoke_key(key_id=options["key"], account=None, now=now),
            }
        change = api_clients.suspend if verb == "suspend" else api_clients.resume
        return {"client": options["client"], "changed": change(client_id=options["client"], account=None, now=now)}


def _line(client: ApiClient) -> dict[str, Any]:
    return {
        "client": client.pk,
        "name": client.name,
        "restricted": client.reads_restricted,
        "suspended": client.suspended_at is not None,
        "keys": [_key(key) for key in client.keys.all()],
    }


def _key(key: ApiKey) -> dict[str, Any]:
    return {
        "key": key.pk,
        "hint": key.hint,
        "expires": key.expires_at.isoformat() if key.expires_at else None,
        "revoked": key.revoked_at is not None,
    }
