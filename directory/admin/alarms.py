"""Signs of guessing, among the tasks of the day for who watches over the nation."""

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.models import Account
from directory.panels import Task, TaskLine, Waiting
from directory.workflows import alarms
from directory.workflows.alarms import Alarm, Ringing

_words: dict[str, str | Promise] = {}


def register_alarm(alarm: Alarm, words: str | Promise) -> None:
    """Have this watched, and told in these words."""
    alarms.register(alarm)
    _words[alarm.key] = words


def _read(account: Account, now: datetime) -> Waiting | None:
    """None for those who read no trail of the nation."""
    if not permissions.can_read_audit(account, now):
        return None
    return Waiting(alarms.ringing(permissions.audit_visible_to(account, now), now), _line)


def _line(one: Ringing) -> TaskLine:
    note = _("%(tries)d within the hour, beside %(successes)d that succeeded") % {
        "tries": one.tries,
        "successes": one.successes,
    }
    address = f"{reverse('portal:audit')}?action={one.alarm.tries[0]}"
    return TaskLine(str(_words[one.alarm.key]), note, address)


register_alarm(
    Alarm(
        key="staff-passwords",
        tries=("directory.sign_in_refused",),
        successes=("directory.signed_in",),
        least=30,
        share=1,
    ),
    gettext_lazy("Wrong passwords and second factors of staff"),
)
register_alarm(
    Alarm(
        key="contact-codes",
        tries=("directory.contact_code_refused",),
        successes=("directory.contact_verified",),
        least=30,
        share=0.5,
    ),
    gettext_lazy("Wrong codes for a contact to verify"),
)
panels.register_task(
    Task(key="alarms", label=gettext_lazy("Somebody may be guessing: look at the trail"), read=_read, rank=5)
)
