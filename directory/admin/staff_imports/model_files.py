"""The template that employers fill: CSV, or a workbook with the codes that may be given and the structures."""

from collections.abc import Iterator

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import permissions
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import Concept
from directory.policy import LATEST_START
from directory.sheets.columns import COLUMNS, HEADINGS
from directory.sheets.staff import ACTIVITY_KINDS, PROFESSIONS, ROLES
from directory.sheets.writing import CSV_TYPE, WORKBOOK_TYPE, csv_lines, workbook

MOST_STRUCTURES = 5_000
_OF_TABLE = {ROLES: "role_code", PROFESSIONS: "profession_code", ACTIVITY_KINDS: "activity_kind_code"}


@require_safe
def template_csv(request: HttpRequest) -> HttpResponse:
    """GET: the names of the columns, as CSV."""
    _require_registrar(request)
    content = "".join(csv_lines([list(HEADINGS.values())]))
    return file_answer(content.encode(), _("staff-template") + ".csv", CSV_TYPE)


@require_safe
def template_workbook(request: HttpRequest) -> HttpResponse:
    """GET: a workbook: the columns, an example on a sheet of its own, the codes, the structures of the account."""
    viewer = _require_registrar(request)
    content = workbook(
        {
            _("Staff"): [list(HEADINGS.values())],
            _("Example"): [list(HEADINGS.values()), [column.example for column in COLUMNS]],
            _("Codes"): _codes(viewer),
            _("Structures"): _structures(viewer),
        }
    )
    return file_answer(content, _("staff-template") + ".xlsx", WORKBOOK_TYPE)


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep, which no cache does."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _require_registrar(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.enrols:
        raise Http404
    return viewer


def _codes(viewer: Viewer) -> Iterator[list[str]]:
    """Those that may be given now or soon."""
    yield [_("Column"), _("Code"), _("Name")]
    today = timezone.localdate(viewer.now)
    rows = Concept.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today + LATEST_START),
        Q(valid_until__isnull=True) | Q(valid_until__gt=today),
        table__in=_OF_TABLE,
    ).values_list("table", "code", "label")
    for table, code, label in sorted(rows, key=lambda row: (list(_OF_TABLE).index(row[0]), row[2])):
        yield [HEADINGS[_OF_TABLE[table]], code, label]


def _structures(viewer: Viewer) -> Iterator[list[str]]:
    yield [_("Number to type"), _("Name"), _("Town")]
    own = permissions.organizations_enrollable_by(viewer.account, viewer.now)
    for row in own.order_by("legal_name", "pk")[:MOST_STRUCTURES]:
        yield [row.finess or row.siret or row.technical_id, row.display_name, row.commune_label]


portal.add_page("imports/modele-csv/", template_csv, "staff_template_csv")
portal.add_page("imports/modele-xlsx/", template_workbook, "staff_template_xlsx")
