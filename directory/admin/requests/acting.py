"""The small acts on a request: ask, refuse, send the link again, withdraw an invitation."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from directory.admin.refusals import words_of_refusal
from directory.admin.requests.page import page_of, treatable
from directory.admin.requests.words import who_was_faster
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed, RequestChanged, RequestRefused
from directory.fields import readable
from directory.tasks import poke_delivery
from directory.workflows.contact_proof import Sending
from directory.workflows.requests import inviting, treating

_VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)
_SENDING = {
    Sending.SENT: gettext_lazy("The link is on its way, and valid for fourteen days again."),
    Sending.TOO_SOON: gettext_lazy("A link has just been sent: wait a minute before sending it again."),
    Sending.TOO_MANY: gettext_lazy("Five links were sent to this address today: try again tomorrow."),
}


def version_of(request: HttpRequest) -> int:
    """Which version of the request the form was filled from; 0, which none ever was, for anything else."""
    text = request.POST.get("version", "")
    return int(text) if _VERSION.fullmatch(text) else 0


@sensitive_post_parameters("text")
@require_POST
def ask_person(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST {"version", "text"}: a question to the person."""
    done = _("The question is on its way; the answer brings the request back.")
    return _write(request, request_id, "ask", treating.ask, done)


@sensitive_post_parameters("text")
@require_POST
def refuse_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST {"version", "text"}: refuses, with a reason that the person is told."""
    return _write(
        request, request_id, "refuse", treating.refuse, _("The request is refused and the person is told why.")
    )


@require_POST
def send_link_again(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST: the link of an invitation, again."""
    viewer = viewer_of(request)
    found = treatable(viewer, request_id)
    try:
        outcome = inviting.send_again(registrar=viewer.account, request=found, now=viewer.now)
    except (NotAllowed, RequestRefused) as refusal:
        messages.warning(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
        messages.add_message(request, level, _SENDING[outcome])
    return redirect("portal:request", found.pk)


@require_POST
def withdraw_invitation(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST {"version"}: takes an invitation back."""
    viewer = viewer_of(request)
    found = treatable(viewer, request_id)
    try:
        inviting.withdraw_invitation(
            registrar=viewer.account, request=found, version=version_of(request), now=viewer.now
        )
    except RequestChanged:
        messages.warning(request, who_was_faster(found))
    except (NotAllowed, RequestRefused) as refusal:
        messages.warning(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        messages.success(request, _("The invitation is withdrawn: its link leads nowhere any more."))
    return redirect("portal:request", found.pk)


def _write(request: HttpRequest, request_id: int, name: str, act: Callable[..., None], done: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = treatable(viewer, request_id)
    text = readable(request.POST.get("text", ""))
    try:
        act(registrar=viewer.account, request=found, version=version_of(request), text=text, now=viewer.now)
    except RequestRefused as refusal:
        return page_of(
            request, found, viewer, errors={name: words_of_refusal(refusal)}, typed={name: text[:2_000]}, status=422
        )
    except RequestChanged:
        messages.warning(request, who_was_faster(found))
    except NotAllowed as refusal:
        messages.warning(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        messages.success(request, done)
    return redirect("portal:request", found.pk)


portal.add_page("demandes/<int:request_id>/question/", ask_person, "ask_request")
portal.add_page("demandes/<int:request_id>/refus/", refuse_request, "refuse_request")
portal.add_page("demandes/<int:request_id>/lien/", send_link_again, "send_request_link")
portal.add_page("demandes/<int:request_id>/retrait/", withdraw_invitation, "withdraw_request")
