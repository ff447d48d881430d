"""Forms that know what they were filled from: whoever comes second sees what changed, by whom, and chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directory.admin.site import portal
from directory.models import AuditEvent, Practitioner

_SALT = "directory.meanwhile"


@dataclass(frozen=True)
class Difference:
    """One field: as the form was filled from it, as it is now, as it was typed."""

    label: str
    before: str
    present: str
    typed: str

    @property
    def has_changed(self) -> bool:
        """Somebody else wrote this one."""
        return self.before != self.present


def sealed(row: Model, values: Mapping[str, str]) -> str:
    """What a form was filled from, as a hidden field that nobody can write."""
    return signing.dumps(dict(values), salt=f"{_SALT}.{row._meta.label}.{row.pk}", compress=True)


def unsealed(row: Model, text: str) -> dict[str, str]:
    """The same, read back; nothing for a text that is not ours, which is then what nobody read."""
    try:
        found = signing.loads(text, salt=f"{_SALT}.{row._meta.label}.{row.pk}")
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def choose(
    request: HttpRequest,
    person: Practitioner,
    changed: Model,
    differences: list[Difference],
    *,
    title: str,
    typed: Mapping[str, str],
    address: str = "",
) -> HttpResponse:
    """The page of the second: nothing was written; what was typed is applied on purpose, or dropped.

    changed: the row whose latest act is told. typed: the fields that apply what was typed, a fresh `seen` included;
    empty when it cannot be applied any more. address: where they are posted; empty: here.
    """
    latest = (
        AuditEvent.objects.filter(practitioner=person, subject_type=changed._meta.label, subject_id=str(changed.pk))
        .select_related("actor")
        .order_by("-occurred_at", "-pk")
        .first()
    )
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": title,
        "person": person,
        "differences": differences,
        "who": (str(latest.actor) if latest.actor else _("the holder")) if latest else _("a load or another page"),
        "at": latest.occurred_at if latest else None,
        "typed": dict(typed),
        "address": address,
    }
    return TemplateResponse(request, "admin/directory/meanwhile.html", context, status=409)
