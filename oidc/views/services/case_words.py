"""What each test person is there for, in words: what a service meets with them."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from oidc.vocabulary import SandboxCase

CASES: Final[dict[SandboxCase, Any]] = {
    SandboxCase.PROFESSION: _("Signs in; practises this profession in one structure."),
    SandboxCase.NO_CONTACT: _(
        "Has no e-mail address and no mobile phone: no code can leave, no e-CPS can be activated. Nobody arrives."
    ),
    SandboxCase.TWO_EXERCISES: _("Practises two professions: two entries in the exercises that scope_all opens."),
    SandboxCase.TWO_ACTIVITIES: _("Practises one profession in two structures: two activities of one exercise."),
    SandboxCase.NO_ACTIVITY: _("Is registered with an order and practises nowhere: signs in, and has no activity."),
    SandboxCase.STUDENT: _("Is registered as a student (category E), without a title of practice nor an activity."),
    SandboxCase.CLOSED: _(
        "Was struck off: has an e-CPS of before, and no right to use it. The sign-in is refused, no code arrives."
    ),
    SandboxCase.FORMER_NUMBER: _(
        "Had an ADELI number: it finds the person on the sign-in page, and the tokens tell the RPPS number of today."
    ),
    SandboxCase.SUSPENDED: _("Has an e-CPS that an authority suspended: it signs nothing until it is lifted."),
    SandboxCase.LOCKED: _("Has an e-CPS locked by three wrong PINs: another one must be activated."),
    SandboxCase.OPPOSED: _("Lost a physical card, which was opposed: the e-CPS of before ends with it."),
}
