"""The columns of exported lists, as the official files call them; those that these do not have, in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

START: Final = _("Start date")
END: Final = _("End date")
CONTACTS_VERIFIED: Final = _("Contacts verified")
REGISTERED_ON: Final = _("Registered on")
REGISTERED_BY: Final = _("Registered by")
YES: Final = _("yes")
NO: Final = _("no")
SHEET: Final = _("List")
FILE_NAMES: Final = {"PEOPLE": _("people"), "STRUCTURES": _("structures"), "ENROLMENTS": _("registrations")}
