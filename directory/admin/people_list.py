"""One page of the people whom the viewer sees: what was asked, who was found, the neighbouring pages."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from directory import permissions, queries
from directory.admin.keys import is_key
from directory.admin.listing import Filter, active_filters, chosen_among, page_address
from directory.admin.people_rows import load_shown, row_of
from directory.admin.saved_filters import WHOLE, FilteredList, query_of, register_list, shown_beside
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import InvalidSearch
from directory.fields import readable
from directory.models import Organization
from directory.queries import SearchPage
from directory.vocabulary.nomenclatures import PROFESSIONS, Nomenclature, codes_among, codes_of

PAGE = 25  # people
LIST = "people"  # as saved filters call it
FIELDS = ("q", "profession", "department", "structure", "contacts", "after", WHOLE)


def list_people(request: HttpRequest) -> dict[str, Any]:
    """What the page of the list shows. Raises BadRequest for a question that no page of ours asks."""
    viewer = viewer_of(request)
    asked = _asked(request.GET)
    filters = _filters(viewer, asked)
    kept = _kept(asked, filters)
    page = _search(viewer, kept, asked["after"])
    return {
        "asked": asked["q"],
        "filters": filters,
        "active": active_filters(_("Name or number"), kept, filters),
        "filters_saved": shown_beside(request, LIST, kept),
        "is_narrowed": any(kept.values()),
        "rows": [row_of(found.person, found.rank) for found in page.found],
        "page": page,
        "previous_page": page_address(kept, page.previous),
        "next_page": page_address(kept, page.next),
        "export_query": query_of(kept),
    }


def read_question(viewer: Viewer, given: QueryDict) -> dict[str, str]:
    """What an address asks of this list, of choices that this viewer has. Raises BadRequest."""
    asked = _asked(given)
    return _kept(asked, _filters(viewer, asked))


def _asked(given: QueryDict) -> dict[str, str]:
    if not set(given) <= set(FIELDS):
        raise BadRequest("an unknown filter")
    return {name: readable(given.get(name, ""))[:2_000] for name in FIELDS}


def _kept(asked: dict[str, str], filters: list[Filter]) -> dict[str, str]:
    return {"q": asked["q"], **{one.name: one.chosen for one in filters}}


def _filters(viewer: Viewer, asked: dict[str, str]) -> list[Filter]:
    """The choices that this viewer has; what is none of them is not a choice."""
    account, now = viewer.account, viewer.now
    departments = permissions.departments_visible_to(account, now)
    structures = _structures(viewer, asked["structure"])
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
        Filter(name, label, choices, chosen_among(asked[name], choices)) for name, label, choices in offered if choices
    ]


def _structures(viewer: Viewer, asked: str) -> list[Organization]:
    """Those that are chosen among, and the one that is asked for when the viewer sees it: its page leads here."""
    structures = permissions.structures_to_choose(viewer.account, viewer.now)
    if is_key(asked) and all(str(one.pk) != asked for one in structures):
        structures += permissions.organizations_visible_to(viewer.account, viewer.now).filter(pk=int(asked))
    return structures


def _professions() -> list[tuple[str, Any]]:
    roles = [(queries.ROLE_MARK + entry.code, entry.label) for entry in codes_of(Nomenclature.CARE_ROLE).values()]
    professions = [(entry.code, entry.label) for entry in codes_among(PROFESSIONS).values()]
    return sorted([*professions, *roles], key=lambda choice: choice[1].casefold())


def _search(viewer: Viewer, asked: dict[str, str], after: str) -> SearchPage:
    try:
        return queries.search_people(
            queries.terms_asked(asked),
            after=after,
            limit=PAGE,
            listed_only=False,
            test_people=viewer.world,
            within=viewer.scope,
            load=load_shown,
        )
    except InvalidSearch:
        raise BadRequest("not a page of this list") from None


register_list(FilteredList(LIST, "portal:directory_practitioner_changelist", _("People"), read_question))
