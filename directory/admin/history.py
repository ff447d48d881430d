"""The history of a person's record: every change, who made it, from where, and both values in words."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.history_sentences import Actors, actors_of, sentence_of
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.history_words import Names, call, changed_columns, names_of, value_words, worth_telling
from directory.queries.history import Change, ChangeKind, RowChange, changes_of

PAGE_SIZE = 20
_PAGES: dict[str, object] = {
    "enrol": gettext_lazy("Register a person"),
    "end_role": gettext_lazy("End an activity"),
    "modify_role": gettext_lazy("Correct an activity"),
    "plan_departure": gettext_lazy("Plan a departure"),
    "reopen_role": gettext_lazy("Reopen an activity"),
    "accept_request": gettext_lazy("Request accepted"),
    "correct_contact": gettext_lazy("Correct a contact"),
}


@dataclass(frozen=True)
class ValueLine:
    """One column that changed, in words; empty for no value."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowLine:
    """One thing that changed. what: created, updated, removed. sentence: who did what, where one says it."""

    name: str
    what: str
    words: str
    sentence: str
    values: list[ValueLine]


@dataclass(frozen=True)
class Entry:
    """One moment of the history. address: of the load, for who reads loads. why: the reason of who decided of it."""

    at: datetime
    who: str
    source: str
    address: str
    why: str
    rows: list[RowLine]


def show_history(request: HttpRequest, person_id: int) -> HttpResponse:
    """GET: the history of somebody whom the viewer sees, latest first, by pages."""
    viewer = viewer_of(request)
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    person = get_object_or_404(people.select_related("authority"), pk=person_id)
    reads_identity = permissions.is_person_authority(viewer.account, person, viewer.now)
    page = Paginator(worth_telling(changes_of(person, with_identity=reads_identity)), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    names = names_of([version for change in page for row in change.rows for version in (row.before, row.after)])
    actors = actors_of(page)
    context = {
        **portal.each_context(request),
        "title": person.display_name,
        "trail_above": [(_("People"), reverse("portal:directory_practitioner_changelist"))],
        "person": person,
        "page": page,
        "entries": [_entry(change, names, actors, reads_loads=viewer.reads_audit) for change in page],
        "reads_identity": reads_identity,
    }
    return TemplateResponse(request, "admin/directory/history.html", context)


def _entry(change: Change, names: Names, actors: Actors, *, reads_loads: bool) -> Entry:
    load, who = change.load, _who(change, actors)
    return Entry(
        at=change.at,
        who=who,
        source=_("load of %(file)s") % {"file": load.file_name} if load else _page_words(change.page),
        address=reverse("portal:directory_extractload_change", args=[load.pk]) if load and reads_loads else "",
        why=load.decision_reason if load and reads_loads else "",
        rows=[_row(row, names, who if change.account else "", change.at) for row in change.rows],
    )


def _who(change: Change, actors: Actors) -> str:
    if change.account is not None:
        return actors.name(change.account, change.at)
    if change.load is not None:
        return _("national load")
    return _("not recorded")


def _page_words(page: str) -> str:
    if not page:
        return ""
    try:
        return str(_PAGES.get(resolve(page).url_name or "", page))
    except Resolver404:
        return page


def _row(row: RowChange, names: Names, who: str, at: datetime) -> RowLine:
    """who: of a change made in the portal, else empty: a load is told by its file."""
    words = {
        ChangeKind.CREATED: _("added"),
        ChangeKind.UPDATED: _("changed"),
        ChangeKind.REMOVED: _("removed"),
    }[row.kind]
    name = call(row.model, row.after if row.after is not None else row.before, names)
    columns = changed_columns(row) if row.kind is ChangeKind.UPDATED else []
    values = [
        ValueLine(
            label=str(column.verbose_name),
            before=value_words(column, row.before, names),
            after=value_words(column, row.after, names),
        )
        for column in columns
    ]
    sentence = sentence_of(row, who, at) if who else ""
    return RowLine(name=name, what=row.kind.value, words=words, sentence=sentence, values=values)


portal.add_page("personnes/<int:person_id>/historique/", show_history, "person_history")
