"""Keys and certificates of services that need somebody's care, among the tasks of the day for who runs the provider."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels
from directory.models import Account
from directory.panels import Task, TaskLine, Waiting
from oidc import permissions
from oidc.queries.client_keys import Care, list_cares


def _read(account: Account, now: datetime) -> Waiting | None:
    """None for those who may not see services."""
    if not permissions.may_see_services(account, now):
        return None
    return Waiting(list_cares(permissions.relying_parties_visible_to(account, now), now=now), _line)


def _line(care: Care) -> TaskLine:
    if care.failing_since is not None:
        words = _("the address of its keys cannot be read since %(day)s")
    else:
        words = _("its certificate ends on %(day)s")
    instant = care.failing_since or care.ends_at
    day = date_format(instant, "DATE_FORMAT") if instant else ""
    address = reverse("portal:oidc_relyingparty_change", args=[care.relying_party.pk])
    return TaskLine(care.relying_party.name, words % {"day": day}, address)


panels.register_task(
    Task(
        key="client-keys",
        label=gettext_lazy("Services whose keys cannot be read, or whose certificate ends within 30 days"),
        read=_read,
        rank=5,
    )
)
