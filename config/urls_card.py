"""Addresses of the origin that asks for a card, and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("", include("activation.urls_card")),
    path("", include("oidc.urls_card")),
    path("langue/", include("django.conf.urls.i18n")),
]
