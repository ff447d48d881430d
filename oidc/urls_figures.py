"""Addresses of the figures of the provider, under /services/."""

from django.urls import path

from oidc.views import figures

urlpatterns = [
    path("chiffres/", figures.show_figures, name="provider_figures"),
    path("chiffres.csv", figures.export_figures, name="provider_figures_csv"),
]
