"""The addresses of the service."""

from django.urls import path

from config.demo.relying_party import pages

urlpatterns = [
    path("", pages.home),
    path("poste", pages.workstation),
    path("connexion", pages.sign_in),
    path("callback", pages.callback),
    path("deconnexion", pages.sign_out),
    path("session-terminee", pages.signed_out_elsewhere),
    path("static/<str:name>", pages.asset),
]
