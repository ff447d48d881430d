"""The documents that clients rely on are committed: a change of an interface shows in review."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client
from django.test.utils import override_settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

FOLDER = Path("docs") / "api"
DISCOVERY = "/.well-known/openid-configuration"
CAPABILITY = "/fhir/v2/metadata"


class Command(BaseCommand):
    """Compares what is committed in docs/api/ with what the doors say: the wallet's OpenAPI document, the provider's
    discovery, the FHIR API's CapabilityStatement."""

    help = "Check (or, with --write, renew) docs/api/."

    def add_arguments(self, parser: CommandParser) -> None:
        """--write renews the files."""
        parser.add_argument("--write", action="store_true", help="write the documents instead of comparing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when a document differs from what the code says."""
        folder = settings.BASE_DIR / FOLDER
        behind = []
        for name, content in _documents().items():
            path = folder / name
            if options["write"]:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != content:
                behind.append(name)
        if behind:
            raise CommandError(f"docs/api/ is behind the code: {', '.join(behind)} (manage.py check_documents --write)")
        self.stdout.write("docs/api/ says what the code says.")


def _documents() -> dict[str, str]:
    return {
        "wallet-openapi.json": _wallet(),
        "discovery.json": _discovery(),
        "fhir-capability.json": _served(CAPABILITY),
    }


def _wallet() -> str:
    """In English, as its docstrings are: labels of codes follow."""
    generator = SchemaGenerator(urlconf="config.urls_wallet")  # type: ignore[no-untyped-call]
    with translation.override("en"):
        schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        rendered: bytes = OpenApiJsonRenderer().render(schema, renderer_context={})
    return json.dumps(json.loads(rendered), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _discovery() -> str:
    """Of a deployment that reads physical cards and certificates of services: without CARD_ORIGIN the level `eidas2` is
    not announced, without MTLS_ORIGIN no way that needs a certificate.
    """
    with override_settings(CARD_ORIGIN="https://carte.example.org", MTLS_ORIGIN="https://mtls.example.org"):
        return _served(DISCOVERY)


def _served(address: str) -> str:
    """As served, with the origin of the documents rather than of this machine."""
    host = settings.SITE_URL.split("//", 1)[1]
    answer = Client(headers={"host": host}).get(address)
    content = json.loads(answer.content.decode().replace(settings.SITE_URL, "https://id.example.org"))
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
