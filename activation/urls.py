"""Addresses of the e-CPS portal, on the main origin."""

from django.urls import path

from activation.views import portal

urlpatterns = [
    path("ecps/", portal.start, name="ecps"),
    path("ecps/rien-n-arrive/", portal.explain, name="ecps-help"),
    path("ecps/activation/<uuid:activation>/", portal.follow, name="ecps-activation"),
    path("ecps/activation/<uuid:activation>/envoyer/", portal.send_again, name="ecps-send-again"),
    path("ecps/pas-moi/<str:token>/", portal.disown, name="ecps-disown"),
]
