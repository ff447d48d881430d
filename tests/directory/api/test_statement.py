"""The CapabilityStatement equals behaviour: each parameter, modifier and inclusion that it names does what it says."""

import pytest
from django.test import Client

from directory.api.fhir.resources import RESOURCES
from tests.directory.api.cases import CASES, INCLUSIONS
from tests.support.fhir import included, matches, validate

pytestmark = pytest.mark.django_db

PARAMETERS = [(kind, parameter.name) for kind, entry in RESOURCES.items() for parameter in entry.parameters]


@pytest.fixture
def statement():
    body = Client().get("/fhir/v2/metadata").json()
    validate(body)
    return {entry["type"]: entry for entry in body["rest"][0]["resource"]}


def test_every_parameter_that_is_announced_has_a_query_that_finds_and_one_that_does_not(statement):
    missing = []
    for kind, entry in statement.items():
        for parameter in entry["searchParam"]:
            found = {is_found for name, _, is_found in CASES[kind] if name.partition(":")[0] == parameter["name"]}
            if found != {True, False}:
                missing.append((kind, parameter["name"], found))

    assert missing == []


def test_every_modifier_that_is_announced_has_a_query_that_finds_and_one_that_does_not(statement):
    missing = []
    for kind, entry in statement.items():
        for parameter in entry["searchParam"]:
            for modifier in RESOURCES[kind].parameter_by_name[parameter["name"]].modifiers:
                assert f":{modifier}" in parameter["documentation"]
                name = f"{parameter['name']}:{modifier}"
                if {is_found for case, _, is_found in CASES[kind] if case == name} != {True, False}:
                    missing.append((kind, name))

    assert missing == []


def test_no_query_asks_what_is_not_announced(statement):
    announced = {(kind, item["name"]) for kind, entry in statement.items() for item in entry["searchParam"]}

    asked = {(kind, name.partition(":")[0]) for kind, cases in CASES.items() for name, _, _ in cases}

    assert asked <= announced


def test_every_inclusion_that_is_announced_is_tried(statement):
    announced = {
        (kind, key, value)
        for kind, entry in statement.items()
        for key, member in (("_include", "searchInclude"), ("_revinclude", "searchRevInclude"))
        for value in entry.get(member, [])
    }

    assert announced == {(kind, key, value) for kind, key, value, _ in INCLUSIONS}


@pytest.mark.parametrize(("kind", "parameter"), PARAMETERS, ids=[f"{kind} {name}" for kind, name in PARAMETERS])
def test_each_parameter_finds_what_it_says(program, world, kind, parameter, settings):
    settings.FHIR_CALLS_A_SECOND = 1000
    wrong = []
    for name, value, is_found in CASES[kind]:
        if name.partition(":")[0] == parameter:
            query = {name: value.format(**world)}
            found = [entry["resource"]["id"] for entry in matches(program.get(kind, query))]
            if (world[kind] in found) is not is_found:
                wrong.append((query, is_found, found))

    assert wrong == []


@pytest.mark.parametrize(("kind", "key", "value", "brings"), INCLUSIONS)
def test_each_inclusion_brings_what_it_says(program, world, kind, key, value, brings):
    bundle = program.get(kind, {"_id": world[kind], key: value})

    assert world[brings] in [name.partition("/")[2] for name in included(bundle)]
