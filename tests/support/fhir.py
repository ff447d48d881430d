"""A program that reads the FHIR API with a key, and a foreign validator of what it is told."""

from typing import Any

from django.test import Client
from fhir.resources.R4B import get_fhir_model_class

from tests.factories.api_clients import KEY, ApiKeyFactory

ROOT = "/fhir/v2"


class Program:
    """An application with a key. Every answer is validated by a library that is not ours."""

    def __init__(self, *, restricted: bool = False) -> None:
        self.key = ApiKeyFactory(secret=f"{KEY}-{restricted}", client__reads_restricted=restricted)
        self.client = Client(headers={"ESANTE-API-KEY": f"{KEY}-{restricted}"})

    def get(self, path: str, query: dict[str, Any] | None = None, status: int = 200) -> dict[str, Any]:
        """GET below the root; the body as parsed JSON."""
        answer = self.client.get(f"{ROOT}/{path}", query or {})
        body: dict[str, Any] = answer.json()
        assert answer.status_code == status, body
        validate(body)
        return body

    def found(self, path: str, **query: Any) -> list[str]:
        """The ids that a search matches; `__` in a name stands for a dash, `___` for a colon."""
        named = {name.replace("___", ":").replace("__", "-"): value for name, value in query.items()}
        return [entry["resource"]["id"] for entry in matches(self.get(path, named))]


def matches(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a Bundle that answer the search, without what it includes."""
    return [entry for entry in bundle.get("entry", []) if entry["search"]["mode"] == "match"]


def included(bundle: dict[str, Any]) -> list[str]:
    """`Type/id` of what a Bundle includes."""
    return [
        f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        for entry in bundle.get("entry", [])
        if entry["search"]["mode"] == "include"
    ]


def validate(resource: dict[str, Any]) -> None:
    """Raises for what is not a resource of R4, its entries included."""
    model: Any = get_fhir_model_class(resource["resourceType"])
    model.model_validate(resource)
