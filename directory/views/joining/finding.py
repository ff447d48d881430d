"""The first two pages: which structure, then which address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from directory import queries
from directory.errors import RequestRefused, TooManyLinks
from directory.fields import readable
from directory.models import Organization
from directory.policy import INVITATION_LIFETIME
from directory.queries.joinable import find_joinable, joinable
from directory.tasks import poke_delivery
from directory.views.joining.forms import EmailForm
from directory.views.joining.steps import steps
from directory.views.public.visitors import limited
from directory.workflows.requests.joining import ask_for_link

MOST = 20  # structures shown: who sees more types more
_LONGEST = 100  # characters of a field; what comes after does not count


@require_safe
@limited
def find_structure(request: HttpRequest) -> HttpResponse:
    """GET /rejoindre/: what this is, and the structures that can be joined. `structure`, `lieu`."""
    text, where = _read(request, "structure"), _read(request, "lieu")
    place = queries.read_place(where) if where else None
    fault = ""
    found: list[Organization] = []
    if where and place is None:
        fault = _("No commune, postal code, department or region of the directory is called so.")
    elif text or place:
        found = find_joinable(text=text, place=place, test_structures=settings.DEMO, now=timezone.now(), most=MOST + 1)
    context = {
        "text": text,
        "where": where,
        "fault": fault,
        "is_asked": bool(text or where) and not fault,
        "found": found[:MOST],
        "are_more": len(found) > MOST,
    }
    return render(request, "directory/joining/find.html", context)


@never_cache
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def join_structure(request: HttpRequest, technical_id: str) -> HttpResponse:
    """GET: the structure, and a field for an address. POST {"email"}: a link leaves; the answer is always the same."""
    structure = _structure(technical_id)
    if request.method != "POST":
        if request.GET.get("lien") == "envoye":
            context = {"structure": structure, "days": INVITATION_LIFETIME.days}
            return render(request, "directory/joining/sent.html", context)
        return _show(request, structure, EmailForm(), status=200)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _show(request, structure, form, status=422)
    try:
        ask_for_link(
            organization=structure,
            email=form.cleaned_data["email"],
            address=str(request.META.get("REMOTE_ADDR") or ""),
            now=timezone.now(),
        )
    except RequestRefused as refusal:
        raise Http404 from refusal
    except TooManyLinks as refusal:
        minutes = -(-refusal.retry_after // 60)
        words = ngettext(
            "Many links were asked for from your network. Come back in %(count)d minute.",
            "Many links were asked for from your network. Come back in %(count)d minutes.",
            minutes,
        )
        form.add_error(None, words % {"count": minutes})
        return _show(request, structure, form, status=429)
    poke_delivery()
    answer = redirect("join_structure", structure.technical_id)
    answer["Location"] += "?lien=envoye"
    return answer


def _structure(technical_id: str) -> Organization:
    found = None
    if technical_id.isascii() and technical_id.isprintable():
        rows = joinable(test_structures=settings.DEMO, now=timezone.now())
        found = rows.filter(technical_id=technical_id).first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, structure: Organization, form: EmailForm, *, status: int) -> HttpResponse:
    context = {"structure": structure, "form": form, "steps": steps(), "current": 1}
    return render(request, "directory/joining/structure.html", context, status=status)


def _read(request: HttpRequest, name: str) -> str:
    value = readable(request.GET.get(name, ""))
    return " ".join(value.split())[:_LONGEST]
