"""Whose numbers a dashboard shows: chosen among those that the viewer may read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from directory import permissions
from directory.admin.keys import is_key
from directory.admin.viewer import Viewer
from directory.models import AuthorityKind, RegistrationAuthority

NATION = "nation"
MOST_LOCAL = 40  # local authorities that somebody reads in a list of choices
_GROUPS = (AuthorityKind.REGIONAL, AuthorityKind.ORDER, AuthorityKind.LOCAL)


@dataclass(frozen=True, slots=True)
class Scope:
    """authority: None for the nation. test_people: of which world, None for both."""

    authority: RegistrationAuthority | None
    test_people: bool | None
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """groups: a title and its choices (value, words). is_searched: more local authorities are found by their name."""

    groups: list[tuple[str, list[tuple[str, str]]]]
    is_searched: bool

    @property
    def is_a_choice(self) -> bool:
        """There is more than one."""
        return self.is_searched or sum(len(choices) for _title, choices in self.groups) > 1


def scope_of(request: HttpRequest, viewer: Viewer) -> Scope | None:
    """What the address asks for, else the widest that the viewer reads; None: they read no numbers. Raises Http404."""
    asked = request.GET.get("autorite", "")
    nation = permissions.nation_counted_by(viewer.account, viewer.now)
    if nation is not None and asked in {"", NATION}:
        return Scope(None, nation.test_people, NATION, _("The whole country"))
    authorities = permissions.authorities_counted_by(viewer.account, viewer.now).select_related("organization")
    if not asked:
        first = authorities.order_by("kind", "name", "pk").last()
        return _of(first) if first is not None else None
    if not is_key(asked):
        raise Http404
    found = authorities.filter(pk=int(asked)).first()
    if found is None:
        raise Http404
    return _of(found)


def choices_of(viewer: Viewer) -> Choices:
    """The choices of this viewer; of many local authorities none, they are searched."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    if permissions.nation_counted_by(viewer.account, viewer.now) is not None:
        groups.append(("", [(NATION, _("The whole country"))]))
    authorities = permissions.authorities_counted_by(viewer.account, viewer.now).order_by("name", "pk")
    local = list(authorities.filter(kind=AuthorityKind.LOCAL)[: MOST_LOCAL + 1])
    for kind in _GROUPS:
        rows = local if kind == AuthorityKind.LOCAL else list(authorities.filter(kind=kind))
        if rows and len(rows) <= MOST_LOCAL:
            groups.append((str(kind.label), [(str(row.pk), _named(row)) for row in rows]))
    return Choices(groups, len(local) > MOST_LOCAL)


def local_authorities_called(viewer: Viewer, text: str) -> QuerySet[RegistrationAuthority, Any]:
    """Local authorities by a part of their name, or the FINESS number of their structure."""
    local = permissions.authorities_counted_by(viewer.account, viewer.now).filter(kind=AuthorityKind.LOCAL)
    named = Q(name__icontains=text) | Q(organization__finess=text)
    return local.filter(named).order_by("name", "pk")[:MOST_LOCAL]


def _of(authority: RegistrationAuthority) -> Scope:
    return Scope(authority, authority.is_test, str(authority.pk), _named(authority))


def _named(authority: RegistrationAuthority) -> str:
    return f"{authority.name} ({_('test')})" if authority.is_test else authority.name
