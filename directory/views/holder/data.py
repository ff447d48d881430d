"""My data: what the directory says of the person, part by part, and who answers for each."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from directory.holder_panels import HolderEntry, register_holder_entry
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import CorrespondenceAddress, Mailbox, SmartCard
from directory.views.holder.record import parts_of


@require_safe
@for_holder
def show_data(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the whole record."""
    person = holder.practitioner
    address = CorrespondenceAddress.objects.filter(practitioner=person).first()
    lines = [getattr(address, f"line_{number}") for number in range(1, 7)] if address else []
    context = {
        "parts": parts_of(person, timezone.localdate(holder.now)),
        "address": [line for line in lines if line],
        "mailboxes": Mailbox.objects.filter(practitioner=person).order_by("pk"),
        "smart_cards": SmartCard.objects.filter(practitioner=person).order_by("pk"),
        "authority": person.authority,
    }
    return show_holder_page(request, holder, "directory/holder/data.html", context)


register_holder_entry(
    HolderEntry(
        key="data",
        label=_("My data"),
        note=_("What the directory says of you, and who answers for each part."),
        address="holder_data",
        rank=10,
    )
)
