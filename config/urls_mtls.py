"""Addresses of the origin where services present their certificate, and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("oidc.urls_programs"))]

# Pages of the framework, in our words and with an id that finds them in the log
handler400 = "directory.views.refusals.bad_request"
handler403 = "directory.views.refusals.not_allowed"
handler404 = "directory.views.refusals.not_found"
handler500 = "directory.views.refusals.broken"
