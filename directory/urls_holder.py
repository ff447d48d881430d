"""Addresses of the holder space, under /espace/; upper floors add theirs under the same prefix."""

from django.urls import path

from directory.views.holder import contacts, corrections, data, export, home, journal, signing

urlpatterns = [
    path("", home.home, name="holder_home"),
    path("connexion/", signing.sign_in, name="holder_sign_in"),
    path("retour/", signing.come_back, name="holder_return"),
    path("deconnexion/", signing.sign_out, name="holder_sign_out"),
    path("donnees/", data.show_data, name="holder_data"),
    path("coordonnees/", contacts.show_contacts, name="holder_contacts"),
    path("coordonnees/<str:kind>/changer/", contacts.change_contact, name="holder_change_contact"),
    path("coordonnees/<str:kind>/code/", contacts.confirm_contact, name="holder_confirm_contact"),
    path("coordonnees/<str:kind>/renvoyer/", contacts.send_code_again, name="holder_send_code"),
    path("coordonnees/<str:kind>/garder/", contacts.keep_present, name="holder_keep_contact"),
    path("corrections/", corrections.list_corrections, name="holder_corrections"),
    path("corrections/nouvelle/", corrections.ask_correction, name="holder_ask_correction"),
    path(
        "corrections/<uuid:correction_id>/retirer/",
        corrections.withdraw_correction,
        name="holder_withdraw_correction",
    ),
    path("journal/", journal.show_journal, name="holder_journal"),
    path("journal/changements/", journal.show_changes, name="holder_changes"),
    path("export/", export.show_export, name="holder_export"),
    path("export/donnees.json", export.export_json, name="holder_export_json"),
    path("export/donnees.pdf", export.export_pdf, name="holder_export_pdf"),
]
