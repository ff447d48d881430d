"""Pages, totals, elements and tags: what every search and read has, whatever the type."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test.utils import override_settings
from django.utils import timezone

from directory.models import Organization, Practitioner, PractitionerRole
from tests.factories.directory import OrganizationFactory, PractitionerFactory, PractitionerRoleFactory
from tests.support.fhir import Program, matches, validate

pytestmark = pytest.mark.django_db

SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}


def link(bundle, relation):
    """The query of a link, as pairs; None when there is no such link."""
    found = {item["relation"]: item["url"] for item in bundle["link"]}
    return parse_qsl(urlsplit(found[relation]).query) if relation in found else None


def ids(bundle):
    return [entry["resource"]["id"] for entry in matches(bundle)]


def follow(program, kind, query, between=lambda page: None):
    """Every id that the pages of a search show, in their order; `between` happens after each page."""
    shown, pairs = [], list(query.items())
    while pairs is not None:
        with override_settings(FHIR_CALLS_A_SECOND=1000):
            bundle = program.get(kind, pairs)
        shown += ids(bundle)
        pairs = link(bundle, "next")
        between(len(shown))
    return shown


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("Practitioner", PractitionerFactory),
        ("PractitionerRole", PractitionerRoleFactory),
        ("Organization", OrganizationFactory),
    ],
)
def test_pages_show_everything_once(program, kind, make):
    make.create_batch(7)

    shown = follow(program, kind, {"_count": 3})

    assert len(shown) == len(set(shown)) == 7


def test_rows_that_come_change_and_go_between_pages_make_no_gap_and_no_double(program):
    people = PractitionerFactory.create_batch(9, practising=True)
    gone, late = [], []

    def meanwhile(shown):
        late.append(PractitionerFactory(practising=True) if shown < 9 else None)
        Practitioner.objects.filter(pk=people[0].pk).update(family_name=f"AUTRE {shown}")  # already shown
        Practitioner.objects.filter(pk=people[8].pk).update(updated_at=timezone.now())  # still to come
        if not gone:
            gone.extend([people[1], people[7]])
            PractitionerRole.objects.filter(exercise__practitioner__in=gone).update(valid_until=timezone.localdate())

    shown = follow(program, "Practitioner", {"active": "true", "_count": 2}, meanwhile)

    staying = {f"003-{person.pk}" for person in people if person not in gone}
    assert len(shown) == len(set(shown))
    assert staying <= set(shown)
    assert f"003-{people[7].pk}" not in shown
    assert {f"003-{person.pk}" for person in late if person} <= set(shown)


def test_a_row_that_is_deleted_between_its_page_and_the_next_breaks_no_link(program):
    structures = OrganizationFactory.create_batch(5)
    first = program.get("Organization", {"_count": 2})
    Organization.objects.filter(pk__in=[structures[1].pk, structures[2].pk]).delete()

    rest = program.get("Organization", link(first, "next"))

    assert ids(rest) == [f"001-{structures[3].pk}", f"001-{structures[4].pk}"]


def test_a_page_serves_the_search_it_was_made_for_only(program):
    PractitionerFactory.create_batch(3, practising=True)
    page = dict(link(program.get("Practitioner", {"_count": 1, "active": "true"}), "next"))["_page"]

    program.get("Practitioner", {"_count": 1, "active": "false", "_page": page}, status=400)
    program.get("PractitionerRole", {"_count": 1, "active": "true", "_page": page}, status=400)
    program.get("Practitioner", {"_count": 1, "active": "true", "_page": page[:-2] + "AA"}, status=400)
    assert ids(program.get("Practitioner", {"_count": 2, "active": "true", "_page": page}))


def test_the_last_page_has_no_next(program):
    PractitionerFactory.create_batch(2)

    assert link(program.get("Practitioner", {"_count": 2}), "next") is None


def test_a_page_holds_fifty_unless_another_number_is_asked(program):
    PractitionerFactory.create_batch(52)

    assert len(ids(program.get("Practitioner"))) == 50
    assert len(ids(program.get("Practitioner", {"_count": 51}))) == 51
    assert len(ids(program.get("Practitioner", {"_count": 100_000}))) == 52


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({}, None),
        ({"_total": "none"}, None),
        ({"_total": "accurate"}, 4),
        ({"_total": "accurate", "active": "true"}, 3),
        ({"_count": "0"}, 4),
        ({"_summary": "count"}, 4),
        ({"_summary": "false"}, None),
    ],
)
def test_how_many_there_are_is_told_when_asked(program, query, total):
    PractitionerFactory.create_batch(3, practising=True)
    PractitionerFactory()

    bundle = program.get("Practitioner", query)

    assert bundle.get("total") == total
    assert ("entry" in bundle) is (query.get("_count") != "0" and query.get("_summary") != "count")


def test_an_estimate_reads_no_row(program, django_assert_num_queries):
    PractitionerFactory()
    program.get("Practitioner")

    with django_assert_num_queries(4):  # key and limit, the planner's word, page, people
        bundle = program.get("Practitioner", {"_total": "estimate"})

    assert bundle["total"] >= 0


@pytest.mark.parametrize(
    ("kind", "asked", "kept"),
    [
        ("Practitioner", "name,gender", {"identifier", "active", "name"}),
        ("PractitionerRole", "code", {"identifier", "active", "code"}),
        ("Organization", "name", {"identifier", "active", "name"}),
        ("HealthcareService", "providedBy", {"identifier", "active", "providedBy"}),
        ("Device", "type", {"identifier", "status", "type"}),
    ],
)
def test_elements_leave_the_rest_out_and_say_so(program, world, kind, asked, kept):
    (entry,) = matches(program.get(kind, {"_id": world[kind], "_elements": asked}))

    shown = entry["resource"]
    assert set(shown) == {"resourceType", "id", "meta"} | kept
    assert shown["meta"]["tag"] == [SUBSETTED]
    assert shown["meta"]["profile"]


def test_elements_do_not_reach_what_is_included(program, world):
    bundle = program.get("PractitionerRole", {"_id": world["PractitionerRole"], "_elements": "active", "_include": "*"})

    others = [entry["resource"] for entry in bundle["entry"] if entry["search"]["mode"] == "include"]
    assert {"Practitioner", "Organization"} == {other["resourceType"] for other in others}
    assert all("name" in other and "tag" not in other["meta"] for other in others)


@pytest.mark.parametrize("kind", ["Practitioner", "PractitionerRole", "Organization", "HealthcareService", "Device"])
def test_a_resource_that_did_not_change_is_not_sent_again(program, world, kind):
    address = f"/fhir/v2/{kind}/{world[kind]}"
    first = program.client.get(address)
    tag = first.headers["ETag"]

    again = program.client.get(address, headers={"if-none-match": tag})
    other = program.client.get(address, headers={"if-none-match": 'W/"other"'})

    assert tag.startswith('W/"')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert other.status_code == 200
    assert first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_a_resource_that_changed_has_another_tag(program, doctor):
    address = f"/fhir/v2/Practitioner/003-{doctor.pk}"
    tag = program.client.get(address).headers["ETag"]

    Practitioner.objects.filter(pk=doctor.pk).update(family_name="MARTIN")

    answer = program.client.get(address, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_the_two_views_have_two_tags(program, doctor):
    address = f"/fhir/v2/Practitioner/003-{doctor.pk}"

    tags = {reader.client.get(address).headers["ETag"] for reader in (program, Program(restricted=True))}

    assert len(tags) == 2


def test_a_head_says_what_a_get_would(program, doctor):
    address = f"/fhir/v2/Practitioner/003-{doctor.pk}"
    got, headed = program.client.get(address), program.client.head(address)

    assert headed.status_code == 200
    assert headed.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type"):
        assert headed.headers[name] == got.headers[name]


def test_a_form_finds_what_an_address_finds(program, doctor):
    answer = program.client.post(
        "/fhir/v2/Practitioner/_search?active=true",
        "family=le+goff",
        content_type="application/x-www-form-urlencoded",
    )

    bundle = json.loads(answer.content)
    validate(bundle)
    assert ids(bundle) == [f"003-{doctor.pk}"]
    assert link(bundle, "self") == [("active", "true"), ("family", "le goff")]


def test_what_changed_reaches_thirty_days_back(program, settings):
    def asked(days):
        return {"_lastUpdated": f"ge{(timezone.now() - timedelta(days=days)).date()}"}

    program.get("Practitioner", asked(30))
    program.get("Practitioner", asked(31), status=400)
    settings.FHIR_DELTA_DAYS = 60
    program.get("Practitioner", asked(31))
