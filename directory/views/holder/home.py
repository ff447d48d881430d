"""The first page of the holder space: what it is, for who is signed out; where things stand, for who is signed in."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory import holder_panels, queries
from directory.holder_panels import HolderEntry, register_holder_entry
from directory.holder_sign_in import holder_of, show_holder_page
from directory.holder_sign_in.flow import is_open_here
from directory.models import CorrectionRequest, CorrectionState, Practitioner
from directory.views.holder.signing import next_path
from directory.workflows.contact_check import proofs_of


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET: the space, or the way in. `suite`: the page that was wanted."""
    holder = holder_of(request, timezone.now())
    if holder is None:
        context = {"is_open_here": is_open_here(), "next": next_path(request.GET.get("suite", ""))}
        return render(request, "directory/holder/welcome.html", context)
    shown = ((panel, panel.context(holder.practitioner, holder.now)) for panel in holder_panels.holder_panels())
    context = {
        "waiting": _waiting(holder.practitioner, holder.now),
        "panels": [{"template": panel.template, "context": found} for panel, found in shown if found is not None],
        "session": holder.session,
    }
    return show_holder_page(request, holder, "directory/holder/home.html", context)


def _waiting(person: Practitioner, now: datetime) -> dict[str, int]:
    """How many things wait for the person, or for their authority."""
    records = queries.records_behind(person.pk)
    opened = CorrectionRequest.objects.filter(practitioner__in=records, state=CorrectionState.OPEN)
    unproven = [proof for proof in proofs_of(person, now) if not proof.contact.is_proven]
    return {"corrections": opened.count(), "contacts": len(unproven)}


register_holder_entry(
    HolderEntry(
        key="home",
        label=_("Home"),
        note=_("Where things stand."),
        address="holder_home",
        rank=0,
    )
)
