"""Addresses of the e-CPS portal, on the main origin."""

from django.urls import path

from activation.views import holder, lost_phone, portal

urlpatterns = [
    path("ecps/", portal.start, name="ecps"),
    path("ecps/rien-n-arrive/", portal.explain, name="ecps-help"),
    path("ecps/activation/<uuid:activation>/", portal.follow, name="ecps-activation"),
    path("ecps/activation/<uuid:activation>/envoyer/", portal.send_again, name="ecps-send-again"),
    path("espace/e-cps/", holder.show_cards, name="holder_cards"),
    path("espace/e-cps/<uuid:card_id>/revoquer/", holder.revoke_card, name="holder_revoke_card"),
    path("ecps/telephone-perdu/", lost_phone.ask, name="ecps-lost"),
    path("ecps/telephone-perdu/envoye/", lost_phone.sent, name="ecps-lost-sent"),
    path("ecps/revocation/<str:token>/", lost_phone.revoke, name="ecps-revoke"),
    path("ecps/pas-moi/<str:token>/", portal.disown, name="ecps-disown"),
]
