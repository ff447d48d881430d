"""The journal: every access to the record of the person, every act on it, every change of it, as sentences.

Who did it is told by role and authority, never by name: the authority answers for its staff.
"""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory import queries
from directory.errors import InvalidSearch
from directory.history_words import Names, call, changed_columns, names_of, value_words, worth_telling
from directory.holder_panels import HolderEntry, register_holder_entry
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import AuditEvent
from directory.policy import HOLDER_JOURNAL_PAGE
from directory.queries.history import Change, ChangeKind, RowChange, changes_of
from directory.views.holder.journal_words import KIND_WORDS, roles_of_accounts, tell, who_did

_DAYS_A_MONTH = 30.44


@require_safe
@for_holder
def show_journal(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: accesses and acts, the latest first; `page` is a word of another page, anything else the first one."""
    records = queries.records_behind(holder.practitioner.pk)
    lines = AuditEvent.objects.filter(practitioner__in=records).order_by("-occurred_at", "-pk")
    lines = lines.select_related("actor", "mandate__authority")
    try:
        page = queries.page_of_trail(lines, request.GET.get("page", ""), limit=HOLDER_JOURNAL_PAGE)
    except InvalidSearch:
        page = queries.page_of_trail(lines, "", limit=HOLDER_JOURNAL_PAGE)
    context = {
        "lines": [
            {"at": line.occurred_at, "words": tell(line), "who": who_did(line, holder.practitioner)}
            for line in page.lines
        ],
        "newer": page.newer,
        "older": page.older,
        "months": {category.lower(): round(days / _DAYS_A_MONTH) for category, days in settings.AUDIT_DAYS.items()},
    }
    return show_holder_page(request, holder, "directory/holder/journal.html", context)


@require_safe
@for_holder
def show_changes(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: what the directory said before and after each change; `page` is a number."""
    changes = worth_telling(changes_of(holder.practitioner, with_identity=True))
    page = Paginator(changes, HOLDER_JOURNAL_PAGE).get_page(request.GET.get("page"))
    names = names_of([version for change in page for row in change.rows for version in (row.before, row.after)])
    roles = roles_of_accounts({change.account.pk for change in page if change.account is not None})
    context = {
        "page": page,
        "changes": [
            {
                "at": change.at,
                "who": _who(change, roles),
                "rows": [_row(row, names) for row in change.rows],
            }
            for change in page
        ],
    }
    return show_holder_page(request, holder, "directory/holder/changes.html", context)


def _who(change: Change, roles: dict[int, str]) -> str:
    if change.account is not None:
        return roles.get(change.account.pk, _("The staff of the directory"))
    return _("A file of the national directory") if change.load is not None else _("Not recorded")


def _row(row: RowChange, names: Names) -> dict[str, Any]:
    version = row.after if row.after is not None else row.before
    columns = changed_columns(row) if row.kind is ChangeKind.UPDATED else []
    return {
        "name": call(row.model, version, names),
        "words": KIND_WORDS[row.kind],
        "values": [
            (str(column.verbose_name), value_words(column, row.before, names), value_words(column, row.after, names))
            for column in columns
        ],
    }


register_holder_entry(
    HolderEntry(
        key="journal",
        label=gettext_lazy("My journal"),
        note=gettext_lazy("Who read your record, what was done with it, and what changed."),
        address="holder_journal",
        rank=80,
    )
)
