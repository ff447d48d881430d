"""The pages of the public directory: the search, one person, one structure."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory import queries
from directory.errors import InvalidSearch
from directory.policy import PUBLIC_DEPTH, PUBLIC_PAGE
from directory.queries import MatchRank, SearchPage, SearchTerms, public
from directory.views.public import asking
from directory.views.public.asking import Asked
from directory.views.public.lines import Line, line_of, place_of
from directory.views.public.visitors import limited

# How sure an answer is, in words; those who bear the name as it was typed come without any
_TITLES = {
    MatchRank.BEGUN: _("Names that begin so"),
    MatchRank.BEGUN_ELSEWHERE: _("Names that begin so"),
    MatchRank.HEARD: _("Names that sound like it"),
    MatchRank.SLIPPED: _("Names one letter away: did you mean one of these?"),
}


@require_safe
@limited
def search(request: HttpRequest) -> HttpResponse:
    """GET /annuaire/: the form, and whom it finds. `nom`, `profession`, `lieu`, `structure`, `savoir-faire`."""
    asked = asking.read(request.GET)
    terms, faults = asking.terms_of(asked)
    context: dict[str, Any] = {
        "asked": asked,
        "faults": faults,
        "professions": asking.profession_groups(),
        "expertises": asking.expertise_choices(),
        "is_demo": settings.DEMO,
    }
    if terms is not None and not asked.is_empty:
        context |= _answers(terms, asked)
    return render(request, "directory/public/search.html", context)


@require_safe
@limited
def person(request: HttpRequest, national_id: str) -> HttpResponse:
    """GET /annuaire/<national id>/: one person. A former number leads to the present one; 404 for who is not listed."""
    found = None
    if national_id.isascii() and national_id.isprintable():
        found = public.find_public_person(national_id, test_people=settings.DEMO, today=_today())
    if found is None:
        raise Http404
    if found.national_id != national_id:
        return redirect("public_person", national_id=found.national_id)
    return render(request, "directory/public/person.html", {"person": line_of(found)})


@require_safe
@limited
def structure(request: HttpRequest, technical_id: str) -> HttpResponse:
    """GET /annuaire/structures/<technical id>/: one structure, and who practises there."""
    found = None
    if technical_id.isascii() and technical_id.isprintable():
        found = public.find_public_structure(technical_id, test_people=settings.DEMO)
    if found is None:
        raise Http404
    asked = asking.with_page(Asked(), request.GET.get("suite", ""))
    context = {
        "structure": found,
        "place": place_of(found),
        "parent": place_of(found.parent) if found.parent else None,
        "mailboxes": [box.address for box in found.mailboxes.all()],
        **_answers(SearchTerms(organization_id=found.pk), asked),
    }
    return render(request, "directory/public/structure.html", context)


def _answers(terms: SearchTerms, asked: Asked) -> dict[str, Any]:
    """The page of people, in groups by how sure they are, with its neighbours."""
    try:
        page = _page(terms, asked.after)
    except InvalidSearch:  # signed by an older release
        page = _page(terms, "")
    lines = [line_of(found.person, found.rank) for found in page.found]
    next_number = asked.number + 1
    return {
        "page": page,
        "groups": _groups(lines),
        "number": asked.number,
        "previous_page": asking.page_link(asked, page.previous, max(asked.number - 1, 1)),
        "next_page": asking.page_link(asked, page.next, next_number),
        "is_deepest": bool(page.next) and next_number > PUBLIC_DEPTH,
    }


def _page(terms: SearchTerms, after: str) -> SearchPage:
    return queries.search_people(
        terms,
        after=after,
        limit=PUBLIC_PAGE,
        listed_only=True,
        test_people=settings.DEMO,
        load=partial(public.public_people, today=_today()),
    )


def _groups(lines: list[Line]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    for line in lines:
        title = _TITLES.get(MatchRank(line.rank), "")
        if not groups or groups[-1]["title"] != title:
            groups.append({"title": title, "lines": []})
        groups[-1]["lines"].append(line)
    return groups


def _today() -> date:
    return timezone.localdate()
