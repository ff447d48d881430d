"""`/ecps/essai`: holders test their e-CPS without signing in anywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from oidc.protocol import digests
from oidc.views import answers, cookies
from oidc.workflows import testing


@method_decorator([csrf_protect, never_cache], name="dispatch")
class TestCard(View):
    """GET /ecps/essai: what the test does. POST: open it, and go to the page that asks a phone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Explain; nothing is opened."""
        return render(request, "oidc/card_test.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open a test for this browser."""
        browser = cookies.read(request, cookies.BROWSER) or digests.draw()
        page = testing.open_test(browser_digest=digests.digest(browser), now=timezone.now())
        response = answers.SeeOther(reverse("oidc:sign_in", args=[page.pk]))
        cookies.keep_browser(response, browser)
        return response
