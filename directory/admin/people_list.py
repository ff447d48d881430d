"""One page of the people whom the viewer sees: what was asked, who was found, the neighbouring pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import InvalidSearch
from directory.models import ContactKind, ContactPoint, Practitioner, PractitionerRole
from directory.queries import MatchRank, SearchPage, SearchTerms
from directory.vocabulary.nomenclatures import PROFESSIONS, Nomenclature, codes_among, codes_of

Load = Callable[[list[int]], dict[int, Practitioner]]

PAGE = 25  # people
FIELDS = ("q", "profession", "department", "structure", "contacts", "after")
_CONTACTS = {"waiting": "w", "missing": "n", "proven": "p"}
_ROLE = "r"  # before the code of a role: professions and roles are one list
_RANKS = {
    MatchRank.BEGUN: _("begins so"),
    MatchRank.BEGUN_ELSEWHERE: _("begins so"),
    MatchRank.HEARD: _("sounds like it"),
    MatchRank.SLIPPED: _("one letter away"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice beside the name. choices: value and words; chosen: a value, empty for all."""

    name: str
    label: Any
    choices: list[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list. contacts: a colour and words."""

    name: str
    address: str
    number: str
    activities: str
    structures: str
    contacts: tuple[str, Any]
    rank: Any


def list_people(request: HttpRequest) -> dict[str, Any]:
    """What the page of the list shows. Raises BadRequest for a question that no page of ours asks."""
    viewer = viewer_of(request)
    typed = _typed(request)
    filters = _filters(viewer, typed)
    kept = {"q": typed["q"], **{one.name: one.chosen for one in filters}}
    page = _search(viewer, kept, typed["after"], limit=PAGE, load=_load)
    return {
        "asked": typed["q"],
        "filters": filters,
        "is_narrowed": any(kept.values()),
        "rows": [_row(found.person, found.rank) for found in page.found],
        "page": page,
        "previous_page": _address(kept, page.previous),
        "next_page": _address(kept, page.next),
        "export_query": urlencode({name: value for name, value in kept.items() if value}),
    }


def asked_of(request: HttpRequest) -> dict[str, str]:
    """The text and the filters of a question, as the list understands them. Raises BadRequest as the list does."""
    typed = _typed(request)
    return {"q": typed["q"], **{one.name: one.chosen for one in _filters(viewer_of(request), typed)}}


def count_asked(viewer: Viewer, asked: dict[str, str]) -> int:
    """How many the list would show on all its pages; about, where they are many."""
    found = queries.count_people(_terms(asked), listed_only=False, test_people=viewer.world, within=viewer.scope)
    return found.people


def pages_of(viewer: Viewer, asked: dict[str, str], *, limit: int, load: Load) -> Iterator[list[Practitioner]]:
    """The people of every page, in the order of the list. load: how they are read."""
    after = ""
    while True:
        page = _search(viewer, asked, after, limit=limit, load=load)
        yield [found.person for found in page.found]
        if not page.next:
            return
        after = page.next


def _typed(request: HttpRequest) -> dict[str, str]:
    if not set(request.GET) <= set(FIELDS):
        raise BadRequest("an unknown filter")
    return {name: request.GET.get(name, "").encode(errors="ignore").decode()[:2_000] for name in FIELDS}


def _address(kept: dict[str, str], after: str) -> str:
    return urlencode({name: value for name, value in {**kept, "after": after}.items() if value}) if after else ""


def _filters(viewer: Viewer, asked: dict[str, str]) -> list[Filter]:
    """The choices that this viewer has; what is none of them is not a choice."""
    account, now = viewer.account, viewer.now
    departments = permissions.departments_visible_to(account, now)
    structures = permissions.structures_to_choose(account, now)
    offered: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("profession", _("Profession or role"), _professions()),
        ("department", _("Department"), [(row.code, f"{row.code} {row.name}") for row in departments]),
        ("structure", _("Structure"), [(str(row.pk), row.display_name) for row in structures]),
        (
            "contacts",
            _("Contacts"),
            [("waiting", _("to verify")), ("missing", _("missing")), ("proven", _("verified"))],
        ),
    ]
    return [
        Filter(name, label, choices, asked[name] if asked[name] in {value for value, _words in choices} else "")
        for name, label, choices in offered
        if choices
    ]


def _professions() -> list[tuple[str, Any]]:
    roles = [(_ROLE + entry.code, entry.label) for entry in codes_of(Nomenclature.CARE_ROLE).values()]
    professions = [(entry.code, entry.label) for entry in codes_among(PROFESSIONS).values()]
    return sorted([*professions, *roles], key=lambda choice: choice[1].casefold())


def _search(viewer: Viewer, asked: dict[str, str], after: str, *, limit: int, load: Load) -> SearchPage:
    try:
        return queries.search_people(
            _terms(asked),
            after=after,
            limit=limit,
            listed_only=False,
            test_people=viewer.world,
            within=viewer.scope,
            load=load,
        )
    except InvalidSearch:
        raise BadRequest("not a page of this list") from None


def _terms(asked: dict[str, str]) -> SearchTerms:
    code = asked.get("profession", "")
    return SearchTerms(
        text=asked["q"],
        profession="" if code.startswith(_ROLE) else code,
        role=code.removeprefix(_ROLE) if code.startswith(_ROLE) else "",
        department=asked.get("department", ""),
        organization_id=int(asked["structure"]) if asked.get("structure") else None,
        contacts=_CONTACTS.get(asked.get("contacts", ""), ""),
    )


def _load(keys: list[int]) -> dict[int, Practitioner]:
    """The people of a page with what its rows show."""
    contacts = ContactPoint.objects.filter(practitioner=OuterRef("pk"), ended_at__isnull=True)
    proven = contacts.proven()
    rows = Practitioner.objects.filter(pk__in=keys).annotate(
        has_email=Exists(proven.filter(kind=ContactKind.EMAIL)),
        has_mobile=Exists(proven.filter(kind=ContactKind.MOBILE)),
        has_unproven=Exists(contacts.to_prove()),
    )
    roles = PractitionerRole.objects.select_related("organization")
    shown = rows.prefetch_related("exercises", Prefetch("exercises__roles", roles))
    return {row.pk: row for row in shown}


def _row(person: Any, rank: MatchRank) -> Row:
    today = timezone.localdate()
    return Row(
        name=f"{person.family_name} {person.given_names}".strip(),
        address=reverse("portal:directory_practitioner_change", args=[person.pk]),
        number=person.national_id,
        activities=", ".join(sorted(_activities(person))) or "–",
        structures=_structures(person, today),
        contacts=_contacts(person),
        rank=_RANKS.get(rank, ""),
    )


def _activities(person: Practitioner) -> set[str]:
    """Profession, or role where there is none."""
    found = set()
    for exercise in person.exercises.all():
        if exercise.profession_code:
            found.add(queries.profession_label(exercise.profession_code))
            continue
        codes = {role.role_code for role in exercise.roles.all() if role.role_code}
        found |= {queries.label("TRE_R85-RolePriseCharge", code) for code in codes}
    return found


def _structures(person: Practitioner, today: date) -> str:
    """Where they practise now, or will."""
    names = {
        role.organization.display_name
        for exercise in person.exercises.all()
        for role in exercise.roles.all()
        if role.organization is not None and (role.valid_until is None or role.valid_until > today)
    }
    return ", ".join(sorted(names)[:2]) + (" …" if len(names) > 2 else "") or "–"


def _contacts(person: Any) -> tuple[str, Any]:
    """Whether an e-CPS can be activated with the contacts of the directory."""
    if person.has_email and person.has_mobile:
        return "success", _("verified")
    return ("warning", _("to verify")) if person.has_unproven else ("info", _("none"))
