"""Where one is signed in to the portal: one's own sessions, and their end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from directory.staff_sign_in import sessions


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def sessions_page(request: HttpRequest) -> HttpResponse:
    """GET /compte/sessions/: the list. POST: every other session ends."""
    if request.method == "POST":
        count = sessions.close_other_sessions(request)
        words = ngettext("%(count)s other session is closed.", "%(count)s other sessions are closed.", count)
        messages.success(request, words % {"count": count})
        return HttpResponseRedirect(reverse("usersessions_list"))
    return render(request, "directory/sessions.html", {"sessions": sessions.open_sessions(request, timezone.now())})


@require_POST
@never_cache
@login_required
def close_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """POST /compte/sessions/<id>/fin/: this one ends at once; 404 for what is not one's own, or is this very one."""
    if session_id >= 2**63 or not sessions.close_session(request, session_id):
        raise Http404
    messages.success(request, _("The session is closed: whoever used it must sign in again."))
    return HttpResponseRedirect(reverse("usersessions_list"))
