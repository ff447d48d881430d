"""The portal: one site, opened by a second factor, with a policy of its own for scripts."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from directory import permissions
from directory.admin.menu import menu_of
from directory.admin.tracing import trace_refusals
from directory.admin.viewer import account_of, viewer_of
from directory.staff_sign_in import has_second_factor
from directory.workflows import auditing

View = Callable[..., HttpResponseBase]
# The progress of a load is told by a ticket of its page, while the load holds every table that mandates are read with
OPEN_BEFORE_TERMS = frozenset({"terms", "logout", "jsi18n", "load_progress"})


def readable_only(view: View) -> View:
    """A question that holds a NUL is refused (400) before a list hands it to the database, which would break on it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise BadRequest("a NUL in the address")
        return view(request, *args, **kwargs)

    return guarded


def terms_first(view: View) -> View:
    """Nothing of the portal opens to a holder who has not accepted the terms in force, but them and the way out."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        is_open = match is not None and match.url_name in OPEN_BEFORE_TERMS
        if is_open or not viewer_of(request).owes_terms:
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("portal:index")
        return HttpResponseRedirect(f"{reverse('portal:terms')}?{urlencode({'next': back})}")

    return guarded


class PortalSite(UnfoldAdminSite):  # type: ignore[misc]  # the library is untyped
    """The portal of authorities; lists and pages register themselves from the files beside this one."""

    index_title = _("My day")
    site_title = _("Directory & e-CPS")
    enable_nav_sidebar = True
    final_catch_all_view = True

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.pages: list[URLPattern] = []
        self.index_context: Callable[[HttpRequest], dict[str, Any]] = lambda request: {}

    def add_page(self, route: str, view: View, name: str) -> None:
        """A page of ours beside the lists, behind the same door."""
        self.pages.append(path(route, self.admin_view(view), name=name))

    def get_urls(self) -> list[Any]:
        """Our pages before the lists."""
        return [*self.pages, *super().get_urls()]

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The toolkit's global search answers from a cache that knows no mandate: it finds nothing here."""
        return HttpResponse(status=404)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with an open account, in a session opened with a second factor."""
        if not request.user.is_authenticated:
            return False
        return permissions.may_enter_portal(account_of(request)) and has_second_factor(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001 - the framework's signature
        """Every page of the portal carries the policy that its toolkit needs; no other page does."""
        guarded: View = super().admin_view(trace_refusals(terms_first(readable_only(view))), cacheable)
        governed: View = csp_replace(settings.PORTAL_CONTENT_SECURITY_POLICY)(guarded)
        return governed

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send nobody to the sign-in page, and an account without second factor to set one up."""
        target = request.GET.get("next", reverse("portal:index"))
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
        if not permissions.may_enter_portal(account_of(request)):
            _remember_not_staff(request)
            return render(request, "directory/not_staff.html", status=403)
        if not has_second_factor(request):
            return render(request, "directory/second_factor.html")
        return HttpResponseRedirect(reverse("portal:index"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A POST signs out; a link leads to the page that asks."""
        if request.method != "POST":
            return HttpResponseRedirect(reverse("account_logout"))
        logout(request)
        return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Passwords are changed with the other account settings, where the present one is asked."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """My day."""
        context = {**self.index_context(request), **(extra_context or {})}
        response: TemplateResponse = super().index(request, context)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: the person, their authorities, the menu."""
        context: dict[str, Any] = super().each_context(request)
        if self.has_permission(request):
            context["viewer_mandates"] = viewer_of(request).mandates
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The toolkit's own menu, of which no page shows anything: not made, except for the page of one app."""
        found: list[Any] = super().get_app_list(request, app_label) if app_label else []
        return found

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The toolkit's page of one app, to which its own trails lead: our menu says more, so to my day."""
        return HttpResponseRedirect(reverse("portal:index"))

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The menu of this account."""
        return menu_of(viewer_of(request), request.path)


def _remember_not_staff(request: HttpRequest) -> None:
    viewer = viewer_of(request)
    auditing.remember_refusal(
        action="directory.sign_in_refused", reason="not_staff", now=viewer.now, actor=viewer.account
    )


portal = PortalSite(name="portal")
