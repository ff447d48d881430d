"""The official nomenclatures as they are published: FHIR CodeSystem resources in JSON, alone or in a Bundle.

Two generations are read: names with a hyphen (`TRE_R23-ModeExercice`, until 2024) and without, with a status a code.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from directory.errors import UnreadableNomenclature

MOST_BYTES: Final = 64 * 1024 * 1024  # of one file; the largest national table has 10
_LIMITS: Final = {"code": 60, "label": 1000, "canonical": 300, "version": 60, "oid": 60}
_CANONICAL: Final = re.compile(r"/(TRE_[A-Z]\d+-[A-Za-z0-9-]+)/")
_NAME: Final = re.compile(r"TRE[_-]?([A-Z]\d{2,4})[_-]?([A-Za-z][A-Za-z0-9_-]*)", re.IGNORECASE)
_OID: Final = re.compile(r"(?:urn:oid:)?([0-2](?:\.\d+)+)")
_FIRST_TYPE: Final = re.compile(rb'"resourceType"\s*:\s*"(\w+)"')
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")
_CLOSED: Final = frozenset({"deprecated", "retired", "inactive"})
_ENDS: Final = ("dateFin", "retirementDate", "deprecationDate")


@dataclass(frozen=True, slots=True)
class PublishedCode:
    """One code. valid_from None: the file does not say. valid_until: excluded; None while the code is open."""

    code: str
    label: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One nomenclature. name: the official one, with its hyphen. oid: empty where the file gives none."""

    name: str
    oid: str
    canonical: str
    version: str
    edition_date: date
    file_name: str
    codes: dict[str, PublishedCode] = field(repr=False)


def short_name(name: str) -> str:
    """`R85` of `TRE_R85-RolePriseCharge`: what no edition changes."""
    found = _NAME.match(name)
    return found[1].upper() if found else name


def read_code_systems(content: bytes, *, file_name: str) -> list[PublishedTable]:
    """The nomenclatures of one file, each whole. Raises UnreadableNomenclature: which file, and why."""
    if len(content) > MOST_BYTES:
        raise UnreadableNomenclature(file=file_name, reason="too_large")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableNomenclature(file=file_name, reason="encoding") from None
    except (ValueError, RecursionError):
        raise UnreadableNomenclature(file=file_name, reason="json") from None
    return [_Reader(file_name).read(resource) for resource in _resources(document, file_name)]


def is_value_set(content: bytes) -> bool:
    """Whether a file is a selection of codes (JDV), which defines none: folders of official files hold both."""
    found = _FIRST_TYPE.search(content, 0, 4096)
    return found is not None and found[1] == b"ValueSet"


def _resources(document: object, file_name: str) -> list[Any]:
    if isinstance(document, dict) and document.get("resourceType") == "Bundle":
        entries = document.get("entry")
        found = [entry.get("resource") for entry in entries or [] if isinstance(entry, dict)]
        if not isinstance(entries, list) or not found:
            raise UnreadableNomenclature(file=file_name, reason="empty")
        return found
    return [document]


class _Reader:
    """Reads one resource; what is wrong names the file and, where there is one, the code."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name

    def read(self, resource: object) -> PublishedTable:
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise self._refusal("not_fhir")
        kind = resource["resourceType"]
        if kind != "CodeSystem":
            raise self._refusal("value_set" if kind == "ValueSet" else "other_resource", detail=kind[:40])
        if resource.get("content") != "complete":
            raise self._refusal("not_complete")
        edition = self._date(resource.get("date"), "date")
        if edition is None:
            raise self._refusal("no_date")
        codes = self._codes(resource, edition)
        if not codes:
            raise self._refusal("no_code")
        return PublishedTable(
            name=self._name(resource),
            oid=self._oid(resource),
            canonical=self._text(resource, "url", "canonical"),
            version=self._text(resource, "version", "version"),
            edition_date=edition,
            file_name=self.file_name[-200:],
            codes=codes,
        )

    def _name(self, resource: dict[str, Any]) -> str:
        """From the address, which keeps the hyphen; else from the name or the id."""
        found = _CANONICAL.search(str(resource.get("url") or ""))
        if found and len(found[1]) <= 80:
            return found[1]
        for member in ("name", "id"):
            named = _NAME.fullmatch(str(resource.get(member) or ""))
            if named and len(named[0]) <= 78:
                return f"TRE_{named[1].upper()}-{named[2].replace('_', '-')}"
        raise self._refusal("no_name")

    def _oid(self, resource: dict[str, Any]) -> str:
        identifiers = resource.get("identifier")
        for one in identifiers if isinstance(identifiers, list) else []:
            found = _OID.fullmatch(str(one.get("value") or "")) if isinstance(one, dict) else None
            if found and len(found[1]) <= _LIMITS["oid"]:
                return found[1]
        return ""

    def _codes(self, resource: dict[str, Any], edition: date) -> dict[str, PublishedCode]:
        found: dict[str, PublishedCode] = {}
        for concept in self._concepts(resource):
            code = self._code(concept, edition)
            if code.code in found:
                raise self._refusal("twice", detail=code.code)
            found[code.code] = code
        return found

    def _concepts(self, parent: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Codes in the order of the file; those that hang below others are codes of the same table."""
        concepts = parent.get("concept", [])
        if not isinstance(concepts, list):
            raise self._refusal("concept")
        for concept in concepts:
            if not isinstance(concept, dict):
                raise self._refusal("concept")
            yield concept
            yield from self._concepts(concept)

    def _code(self, concept: dict[str, Any], edition: date) -> PublishedCode:
        code = self._text(concept, "code", "code")
        if not code:
            raise self._refusal("concept")
        properties = self._properties(concept, code)
        ends = [self._date(properties[name], code) for name in _ENDS if name in properties]
        end = ends[0] if ends else None
        if end is None and properties.get("status") in _CLOSED:
            end = edition
        return PublishedCode(
            code=code,
            label=self._text(concept, "display", "label") or code,
            valid_from=self._date(properties.get("dateValid"), code),
            valid_until=end,
        )

    def _properties(self, concept: dict[str, Any], code: str) -> dict[str, object]:
        listed = concept.get("property", [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._refusal("concept", detail=code)
        return {
            str(one.get("code")): next((value for name, value in one.items() if name.startswith("value")), None)
            for one in listed
        }

    def _text(self, holder: dict[str, Any], member: str, limit: str) -> str:
        """A text with single spaces and no invisible marks; refused when a database or a page could not hold it."""
        value = "" if holder.get(member) is None else holder[member]
        if not isinstance(value, str):
            raise self._refusal("concept", detail=member)
        text = " ".join("".join(c for c in value if unicodedata.category(c) != "Cf").split())
        if len(text) > _LIMITS[limit]:
            raise self._refusal("too_long", detail=text[:40])
        if not text.isprintable():
            raise self._refusal("characters", detail=ascii(text[:20]))
        return text

    def _date(self, value: object, about: str) -> date | None:
        """The day that a FHIR dateTime names, in its own time zone; the first one of a year or a month."""
        if value is None or value == "":
            return None
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        try:
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else self._no_date(about)
        except ValueError:
            return self._no_date(about)

    def _no_date(self, about: str) -> date:
        raise self._refusal("date", detail=about)

    def _refusal(self, reason: str, *, detail: str = "") -> UnreadableNomenclature:
        return UnreadableNomenclature(file=self.file_name, reason=reason, detail=detail)
