"""What the sign-ins give to the file that a person takes away."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy

from directory import queries
from directory.holder_panels import ExportPart, Row, iso, register_export_part
from directory.models import Practitioner
from oidc.queries import holding, sign_ins
from oidc.views.holder_words import learned, means_of


def _sign_ins(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    found = sign_ins.list_sign_ins(queries.records_behind(person.pk), before=now, limit=limit)
    return [
        {
            "at": iso(one.at),
            "service": one.asker.name,
            "outcome": str(one.kind.label),
            "level": one.acr,
            "device": means_of(one),
            "address": one.origin_address or "",
            "browser": one.origin_user_agent,
        }
        for one in found
    ]


def _services(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    return [
        {
            "service": known.name,
            "first_at": iso(known.first_at),
            "last_at": iso(known.last_at),
            "count": known.count,
            "learned": "; ".join(learned(known.scopes, is_pairwise=known.is_pairwise)),
            "agreed_at": iso(known.agreed_at),
        }
        for known in holding.list_services(person.pk, limit=limit)
    ]


register_export_part(
    ExportPart(
        key="sign_ins",
        title=gettext_lazy("My sign-ins"),
        columns={
            "at": gettext_lazy("When"),
            "service": gettext_lazy("Service"),
            "outcome": gettext_lazy("Outcome"),
            "level": gettext_lazy("Level"),
            "device": gettext_lazy("Card"),
            "address": gettext_lazy("Network address"),
            "browser": gettext_lazy("Browser"),
        },
        rows=_sign_ins,
        rank=300,
    )
)
register_export_part(
    ExportPart(
        key="services",
        title=gettext_lazy("Services that know me"),
        columns={
            "service": gettext_lazy("Service"),
            "first_at": gettext_lazy("First sign-in"),
            "last_at": gettext_lazy("Last sign-in"),
            "count": gettext_lazy("Sign-ins"),
            "learned": gettext_lazy("What it may have learned"),
            "agreed_at": gettext_lazy("Agreed"),
        },
        rows=_services,
        rank=310,
    )
)
