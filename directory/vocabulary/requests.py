"""Requests to be registered in a structure: where they are, who began them, what happened to them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    """INVITED: a link was sent and nobody has followed it. ASKED: the registrar waits for an answer of the person."""

    INVITED = "INVITED", _("link sent")
    DRAFT = "DRAFT", _("being filled")
    SUBMITTED = "SUBMITTED", _("to treat")
    ASKED = "ASKED", _("waiting for the person")
    ACCEPTED = "ACCEPTED", _("accepted")
    REFUSED = "REFUSED", _("turned down")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    EXPIRED = "EXPIRED", _("out of time")


class RequestOrigin(TextChoices):
    """Who began."""

    INVITATION = "INVITATION", _("a registrar")
    PERSON = "PERSON", _("the person")


class StepKind(TextChoices):
    """What happened to a request, in the order in which it can."""

    INVITED = "INVITED", _("Invitation sent")
    LINK_SENT = "LINK_SENT", _("Link sent again")
    BEGUN = "BEGUN", _("E-mail address confirmed")
    SUBMITTED = "SUBMITTED", _("Request sent to the structure")
    ASKED = "ASKED", _("Question to the person")
    ACCEPTED = "ACCEPTED", _("Request accepted")
    REFUSED = "REFUSED", _("Request refused")
    WITHDRAWN = "WITHDRAWN", _("Request withdrawn")
    EXPIRED = "EXPIRED", _("Request expired")


class SecretKind(TextChoices):
    """What was sent to the person: the link of their page, or the code that proves the mobile."""

    LINK = "LINK", _("link")
    CODE = "CODE", _("code")
