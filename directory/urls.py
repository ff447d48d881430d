"""Addresses of the ground floor: home, portal, the holder's contact page."""

from django.urls import include, path

from directory.admin.site import portal
from directory.api.fhir.guide import api_guide
from directory.views.contact import contact
from directory.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("contact/<str:token>/", contact, name="contact"),
    path("annuaire/api/", api_guide, name="api_guide"),
    path("portail/", portal.urls),
    path("fhir/v2/", include("directory.api.fhir.urls")),
]
