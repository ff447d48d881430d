"""Addresses of the pages that a physical card opens, on their own origin."""

from django.urls import path

from activation.views import smart_card

urlpatterns = [
    path("ecps/carte/", smart_card.start, name="card"),
    path("ecps/carte/<uuid:activation>/", smart_card.follow, name="card-activation"),
    path("ecps/carte/refus/", smart_card.refuse, name="card-refused"),
]
