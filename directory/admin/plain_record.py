"""The page of a row that has little to tell: what it is in a sentence, its state, its facts, where to go from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from directory import permissions
from directory.admin.site import portal
from directory.admin.viewer import Viewer
from directory.models import Practitioner


@dataclass(frozen=True)
class Fact:
    """A word and its value; those without a value are not shown. address: where it leads, or nothing.

    is_code: a number or a code, in letters of one width.
    """

    label: Any
    value: Any
    address: str = ""
    is_code: bool = False


@dataclass(frozen=True)
class PlainRecord:
    """What the page shows. list_route, list_title: of the list above it. sentences: the first one says what it is.

    badges: colours and words. acts: words and addresses of what can be done from there.
    """

    title: str
    list_route: str
    list_title: Any
    sentences: Sequence[Any]
    facts: Sequence[Fact]
    badges: Sequence[tuple[str, Any]] = ()
    acts: Sequence[tuple[Any, str]] = ()


def show_plain_record(
    request: HttpRequest,
    record: PlainRecord,
    *,
    template: str = "admin/directory/plain_record.html",
    **more: Any,
) -> HttpResponse:
    """The page. template, more: that of an upper floor which extends this one, and what it adds."""
    context = {
        **portal.each_context(request),
        "title": record.title,
        "trail_above": [(record.list_title, reverse(record.list_route))],
        "record": record,
        "facts": [fact for fact in record.facts if fact.value],
        **more,
    }
    return TemplateResponse(request, template, context)


def person_facts(viewer: Viewer, person: Practitioner, label: Any, number_label: Any) -> list[Fact]:
    """Who somebody is, with the way to their record where the viewer sees it."""
    address = page_of_person(viewer, person)
    return [
        Fact(label, person.display_name, address),
        Fact(number_label, person.national_id, is_code=True),
    ]


def page_of_person(viewer: Viewer, person: Practitioner) -> str:
    """The address of their record; empty where the viewer does not see them."""
    seen = permissions.practitioners_visible_to(viewer.account, viewer.now).filter(pk=person.pk).exists()
    return reverse("portal:directory_practitioner_change", args=[person.pk]) if seen else ""


def on_day(value: date | None) -> str:
    """In figures; empty for none."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def at_instant(value: datetime | None) -> str:
    """In figures; empty for none."""
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else ""
