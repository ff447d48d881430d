"""Addresses of sign-ins on the origin that reads physical cards."""

from django.urls import path

from oidc.views import card_page

app_name = "oidc_card"

urlpatterns = [
    path("oidc/carte/<uuid:interaction_id>/", card_page.show, name="read"),
    path("oidc/carte/<uuid:interaction_id>/refus/", card_page.refuse, name="refused"),
]
