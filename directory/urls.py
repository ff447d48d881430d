"""Addresses of the ground floor: home, the public directory, portal, the holder's contact page, the API."""

from django.urls import include, path

from directory.admin.site import portal
from directory.api.fhir.guide import api_guide
from directory.views import open_data
from directory.views.contact import contact
from directory.views.contact_proposal import contact_proposal
from directory.views.contact_undo import undo_contact_change
from directory.views.home import home
from directory.views.invitation import invitation
from directory.views.joining import filling, finding, following, mobile
from directory.views.public import pages
from directory.views.robots import robots
from directory.views.sms_receipts import sms_receipts

urlpatterns = [
    path("", home, name="home"),
    path("robots.txt", robots, name="robots"),
    path("contact/<str:token>/", contact, name="contact"),
    path("coordonnees/annuler/<str:token>/", undo_contact_change, name="undo_contact_change"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("coordonnees/proposition/<str:token>/", contact_proposal, name="contact_proposal"),
    path("passerelle/sms/accuses/", sms_receipts, name="sms_receipts"),
    path("annuaire/donnees-ouvertes/", open_data.open_data, name="open_data"),
    path("annuaire/donnees-ouvertes/<str:name>", open_data.download, name="open_data_file"),
    path("annuaire/api/", api_guide, name="api_guide"),
    path("annuaire/", pages.search, name="public_search"),
    path("annuaire/structures/<str:technical_id>/", pages.structure, name="public_structure"),
    path("annuaire/<str:national_id>/", pages.person, name="public_person"),
    path("rejoindre/", finding.find_structure, name="join"),
    path("rejoindre/structures/<str:technical_id>/", finding.join_structure, name="join_structure"),
    path("rejoindre/demande/<str:token>/", following.follow_request, name="join_request"),
    path("rejoindre/demande/<str:token>/identite/", filling.identity, name="join_identity"),
    path("rejoindre/demande/<str:token>/activite/", filling.practice, name="join_practice"),
    path("rejoindre/demande/<str:token>/mobile/", mobile.mobile, name="join_mobile"),
    path("rejoindre/demande/<str:token>/envoi/", filling.sending, name="join_sending"),
    path("portail/", portal.urls),
    path("espace/", include("directory.urls_holder")),
    path("fhir/v2/", include("directory.api.fhir.urls")),
]
