"""Addresses of the ground floor: home, portal, the holder's contact page."""

from django.urls import include, path

from directory.admin.site import portal
from directory.api.fhir.guide import api_guide
from directory.views import open_data
from directory.views.contact import contact
from directory.views.contact_undo import undo_contact_change
from directory.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("contact/<str:token>/", contact, name="contact"),
    path("coordonnees/annuler/<str:token>/", undo_contact_change, name="undo_contact_change"),
    path("annuaire/donnees-ouvertes/", open_data.open_data, name="open_data"),
    path("annuaire/donnees-ouvertes/<str:name>", open_data.download, name="open_data_file"),
    path("annuaire/api/", api_guide, name="api_guide"),
    path("portail/", portal.urls),
    path("fhir/v2/", include("directory.api.fhir.urls")),
]
