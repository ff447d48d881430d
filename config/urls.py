"""Addresses of the main origin."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.health import health
from config.status import show_status, show_status_json

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("oidc.urls")),
    path("services/", include("oidc.urls_figures")),
    path("espace/", include("oidc.urls_holder")),
    path("services/etat/", show_status, name="services_status"),
    path("services/etat.json", show_status_json, name="services_status_json"),
    path("services/", include("oidc.urls_services")),
    path("", include("activation.urls")),
    path("", include("directory.urls")),
    path("compte/", include("directory.urls_staff")),
    path("langue/", include("django.conf.urls.i18n")),
    path("healthz", health, name="health"),
]

if settings.NATIONAL_PATHS:
    urlpatterns.append(path("", include("oidc.urls_national")))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("directory.urls_demo")))

# Pages of the framework, in our words and with an id that finds them in the log
handler400 = "directory.views.refusals.bad_request"
handler403 = "directory.views.refusals.not_allowed"
handler404 = "directory.views.refusals.not_found"
handler500 = "directory.views.refusals.broken"
