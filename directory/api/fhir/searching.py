"""A search is answered: one page of keys, their resources, what they include, and how many there are in all."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from directory.api.fhir.errors import outcome
from directory.api.fhir.paging import page_token, read_page_token
from directory.api.fhir.query import Search
from directory.api.fhir.registry import Reading, ResourceType, key_of
from directory.api.fhir.writing import Built, Resource, to_json

MOST_INCLUDED = 1000  # resources beside the page: a large structure has thousands of roles

Types = Mapping[str, ResourceType]


def search(resource: ResourceType, asked: Search, reading: Reading, types: Types) -> bytes:
    """The searchset Bundle of one page, in JSON. Raises Refusal for a value or a page that cannot be used."""
    address = f"{reading.base}/{resource.name}"
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset"}
    if asked.total != "none" or not asked.count:
        rows = _rows(resource, asked, reading).order_by()
        bundle["total"] = _estimate(rows) if asked.total == "estimate" else rows.count()
    bundle["link"] = [{"relation": "self", "url": _link(address, asked.address(asked.page))}]
    if not asked.count:
        return to_json(bundle)
    keys = _page_of_keys(resource, asked, reading)
    if len(keys) > asked.count:
        del keys[asked.count :]
        following = page_token(_signature(resource, asked), keys[-1])
        bundle["link"].append({"relation": "next", "url": _link(address, asked.address(following))})
    entries = _entries(resource, keys, asked, reading, types)
    if entries:  # FHIR: a list is never empty
        bundle["entry"] = entries
    return to_json(bundle)


def read(resource: ResourceType, identifier: str, reading: Reading) -> Built | None:
    """One resource; None when nothing in this world has that id."""
    key = key_of(resource.number, identifier)
    return None if key is None else resource.build([key], reading).get(key)


def _rows(resource: ResourceType, asked: Search, reading: Reading) -> QuerySet[Any]:
    """The rows that are asked. One filter each: a parameter given twice asks twice."""
    rows = resource.rows(reading)
    for condition in asked.conditions:
        rows = rows.filter(resource.parameter_by_name[condition.name].where(condition, reading))
    return rows


def _page_of_keys(resource: ResourceType, asked: Search, reading: Reading) -> list[int]:
    """The keys of the page, and one more when another page follows."""
    after = read_page_token(_signature(resource, asked), asked.page) if asked.page else 0
    if not asked.conditions:
        return _walk(resource, after, asked.count + 1, reading)
    rows = _rows(resource, asked, reading).filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.count + 1])


# Statements of walks through whole types, by type and world, which alone decide of its rows. Who copies the directory
# sends the same one for every page.
_walks: dict[tuple[str, bool], tuple[str, tuple[Any, ...]]] = {}


def _walk(resource: ResourceType, after: int, limit: int, reading: Reading) -> list[int]:
    """The keys of the next rows of a type."""
    kind = (resource.name, reading.test_people)
    if kind not in _walks:
        walk = resource.rows(reading).filter(pk__gt=0).order_by("pk").values("pk")
        _walks[kind] = walk.query.sql_with_params()
    sql, values = _walks[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*values[:-1], after, limit])
        return [key for (key,) in cursor.fetchall()]


def _signature(resource: ResourceType, asked: Search) -> str:
    return f"{resource.name} {asked.signature}"


def _link(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _entries(resource: ResourceType, keys: list[int], asked: Search, reading: Reading, types: Types) -> list[Resource]:
    found = resource.build(keys, reading)
    matches = [found[key] for key in keys if key in found]
    wanted, is_cut = _wanted(resource, keys, matches, asked, reading)
    if asked.elements:
        matches = [match.narrowed(asked.elements, resource.mandatory) for match in matches]
    entries = [_entry(match, reading, "match") for match in matches]
    for name, others in wanted.items():
        built = types[name].build(others, reading)
        entries.extend(_entry(built[key], reading, "include") for key in others if key in built)
    if is_cut:
        note = f"Only the first {MOST_INCLUDED} resources beside the page are included."
        entries.append({"resource": outcome("too-costly", note, "warning"), "search": {"mode": "outcome"}})
    return entries


def _wanted(
    resource: ResourceType, keys: list[int], matches: list[Built], asked: Search, reading: Reading
) -> tuple[dict[str, list[int]], bool]:
    """Keys to include, by type, each once and none of the page; and whether some had to be left out."""
    wanted: dict[str, dict[int, None]] = {}
    for include in resource.includes:
        if any(name == "*" or name.split(":")[1] == include.parameter for name in asked.includes):
            found = [match.refers[include.member] for match in matches if include.member in match.refers]
            wanted.setdefault(include.target, {}).update(dict.fromkeys(found))
    for entry in resource.revincludes:
        if any(name.startswith(f"{entry.source}:{entry.parameter}") for name in asked.revincludes):
            wanted.setdefault(entry.source, {}).update(dict.fromkeys(entry.keys(keys, reading, MOST_INCLUDED + 1)))
    for own in keys:
        wanted.get(resource.name, {}).pop(own, None)
    room, is_cut, kept = MOST_INCLUDED, False, {}
    for name, others in wanted.items():
        kept[name] = list(others)[:room]
        is_cut = is_cut or len(others) > room
        room -= len(kept[name])
    return kept, is_cut


def _entry(built: Built, reading: Reading, mode: str) -> Resource:
    return {"fullUrl": f"{reading.base}/{built.address}", "resource": built.resource, "search": {"mode": mode}}


def _estimate(rows: QuerySet[Any]) -> int:
    """What the planner expects: no row is read."""
    plan = json.loads(rows.values("pk").explain(format="json"))
    return max(0, int(plan[0]["Plan"]["Plan Rows"]))
