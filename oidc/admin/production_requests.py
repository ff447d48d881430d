"""Requests for production: the list, with those that wait for a reviewer first, and what waits of the day."""

from datetime import datetime
from typing import Final

from django.contrib import admin
from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Extract
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from directory import panels
from directory.admin.base import OwnPageAdmin
from directory.admin.days import since
from directory.admin.listing import (
    Cell,
    Choice,
    Column,
    Kind,
    Listed,
    Narrowed,
    Order,
    OwnList,
    Search,
    badge,
    day,
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import Account
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting
from oidc import permissions
from oidc.admin.request_page import ROUTE, show_request
from oidc.admin.review_words import COLOURS
from oidc.models import ProductionRequest
from oidc.vocabulary import RequestState

_ERA: Final = 10**11  # seconds; no instant reaches it


def _rows(viewer: Viewer) -> QuerySet[ProductionRequest]:
    """What waits for reviewers from the oldest on, then for teams, then what is closed from the latest on."""
    number = BigIntegerField()
    asked = Cast(Extract("submitted_at", "epoch"), number)
    place = Case(
        When(state=RequestState.SUBMITTED, then=asked),
        When(state=RequestState.ASKED, then=asked + Value(_ERA, number)),
        default=Value(3 * _ERA, number) - asked,
        output_field=number,
    )
    return permissions.requests_visible_to(viewer.account, viewer.now).annotate(place=place)


def _narrow(rows: QuerySet[ProductionRequest], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    if kept["q"]:
        named = Q(service__name__icontains=kept["q"]) | Q(service__organization_name__icontains=kept["q"])
        rows = rows.filter(named | Q(service__siret="".join(kept["q"].split())))
    if kept["state"]:
        rows = rows.filter(state=kept["state"])
    return Narrowed(rows)


def _state(request: ProductionRequest) -> Cell:
    return badge(COLOURS[RequestState(request.state)], request.get_state_display())


REQUEST_LIST: Final = register(
    Listed(
        key="production-requests",
        route=ROUTE,
        title=gettext_lazy("Requests for production"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("place", Kind.NUMBER), ("pk", Kind.NUMBER))),
        search=Search(gettext_lazy("Service, organization or SIRET")),
        choices=(Choice("state", gettext_lazy("State"), lambda viewer: [*RequestState.choices]),),
        columns=(
            Column(gettext_lazy("Service"), lambda row: plain(row.service.name)),
            Column(gettext_lazy("Organization"), lambda row: plain(row.service.organization_name)),
            Column(gettext_lazy("State"), _state),
            Column(gettext_lazy("Asked on"), lambda row: day(row.submitted_at)),
            Column(gettext_lazy("Closed on"), lambda row: day(row.decided_at)),
        ),
        address=lambda row: reverse("portal:oidc_productionrequest_change", args=[row.pk]),
        empty=gettext_lazy("Teams ask for production in the pages of their services; what they ask waits here."),
        may_see=lambda viewer: permissions.may_see_services(viewer.account, viewer.now),
    )
)


@admin.register(ProductionRequest, site=portal)
class ProductionRequestAdmin(OwnList, OwnPageAdmin):
    """What teams ask for, read by those who see services."""

    scope = permissions.requests_visible_to
    listed = REQUEST_LIST

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only those who may see services find the list."""
        return super().has_module_permission(request) and REQUEST_LIST.may_see(viewer_of(request))

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return show_request(request, key)


def _waiting(account: Account, now: datetime) -> Waiting | None:
    """None for those who decide of none; nobody is told of those of their own team."""
    if not permissions.may_review_services(account, now):
        return None
    rows = permissions.requests_visible_to(account, now).filter(state=RequestState.SUBMITTED)
    others = rows.exclude(service__in=permissions.services_of(account))
    return Waiting(list(others.order_by("submitted_at", "pk")[: MOST_COUNTED + 1]), _line)


def _line(request: ProductionRequest) -> TaskLine:
    note = f"{request.service.organization_name} · {since(request.submitted_at)}"
    return TaskLine(request.service.name, note, reverse("portal:oidc_productionrequest_change", args=[request.pk]))


panels.register_task(
    Task(
        key="production-requests",
        label=gettext_lazy("Services that ask for production"),
        read=_waiting,
        address=ROUTE,
        rank=14,
    )
)
panels.register_entry(
    panels.Entry(
        key="production-requests",
        label=gettext_lazy("Requests for production"),
        icon="rocket_launch",
        address=ROUTE,
        may_see=permissions.may_see_services,
        rank=301,
    )
)
