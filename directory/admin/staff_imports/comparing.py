"""A line of a file beside the people alike: one of them, or another person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directory import queries
from directory.admin.keys import read_key
from directory.admin.people_alike import describe_alike
from directory.admin.site import portal
from directory.admin.staff_imports.page import find_import
from directory.admin.staff_imports.words import words_of_decision
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed, PossibleDuplicate, StaffImportRefused, UnknownPerson
from directory.models import StaffImportLine, StaffLineState
from directory.workflows import staff_imports


def compare_line(request: HttpRequest, import_id: int, line_id: int) -> HttpResponse:
    """GET: the comparison. POST: `same`, the key of one of them, or `stranger`, those who are not."""
    given = find_import(request, import_id)
    line = get_object_or_404(given.lines.select_related("staff_import__authority__organization"), pk=line_id)
    try:
        if request.method == "POST":
            _answer(request, line)
            return _next(request, line)
        return _show(request, line)
    except PossibleDuplicate:
        messages.warning(request, _("Compare again: somebody alike has just been registered."))
        return redirect("portal:staff_import_line", given.pk, line.pk)
    except UnknownPerson as refusal:
        raise Http404 from refusal
    except (NotAllowed, StaffImportRefused) as refusal:
        messages.warning(request, words_of_decision(refusal))
        return redirect("portal:staff_import", given.pk)


def _answer(request: HttpRequest, line: StaffImportLine) -> None:
    viewer = viewer_of(request)
    if "same" in request.POST:
        staff_imports.is_same_person(
            line_id=line.pk,
            account=viewer.account,
            practitioner_id=read_key(request.POST["same"]),
            now=viewer.now,
        )
        return
    strangers = frozenset(read_key(key) for key in request.POST.getlist("stranger"))
    staff_imports.is_another_person(line_id=line.pk, account=viewer.account, strangers=strangers, now=viewer.now)


def _next(request: HttpRequest, line: StaffImportLine) -> HttpResponse:
    """The next line to compare, or the page of the file."""
    messages.success(request, _("Line %(line)s is settled.") % {"line": line.number})
    waiting = line.staff_import.lines.filter(state=StaffLineState.ALIKE).order_by("number").first()
    if waiting is not None:
        return redirect("portal:staff_import_line", line.staff_import_id, waiting.pk)
    return redirect("portal:staff_import", line.staff_import_id)


def _show(request: HttpRequest, line: StaffImportLine) -> HttpResponse:
    viewer = viewer_of(request)
    if not StaffImportLine.objects.filter(staff_imports.TO_COMPARE, pk=line.pk).exists():
        raise StaffImportRefused(reason="moved_on")
    one, keys = staff_imports.people_alike(line, account=viewer.account, now=viewer.now)
    context = {
        **portal.each_context(request),
        "title": _("Line %(line)s: is it one of these people?") % {"line": line.number},
        "given": line.staff_import,
        "line": line,
        "typed": one.person,
        "organization": one.practice.organization,
        "role": queries.label("TRE_R85-RolePriseCharge", one.practice.role_code),
        "alike": describe_alike(keys, born=one.person.birth_date, organization_id=one.practice.organization.pk),
    }
    return TemplateResponse(request, "admin/directory/staff_line.html", context)


portal.add_page("imports/<int:import_id>/lignes/<int:line_id>/", compare_line, "staff_import_line")
