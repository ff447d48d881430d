"""Who looks at the portal in this request, and at what instant: asked once, remembered for the request."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from directory import permissions
from directory.models import Account, Mandate
from directory.policy import TERMS_VERSION
from directory.queries import SearchScope

_KEY = "directory_viewer"


@dataclass
class Viewer:
    """One account at one instant."""

    account: Account
    now: datetime

    @cached_property
    def mandates(self) -> list[Mandate]:
        """The mandates in force, with their authorities."""
        return permissions.mandates_in_force(self.account, self.now)

    @property
    def only_mandate(self) -> Mandate | None:
        """Theirs when they have just one: what they were refused, they were refused under it."""
        return self.mandates[0] if len(self.mandates) == 1 else None

    @cached_property
    def searchable(self) -> permissions.SearchablePeople:
        """Whom a search of theirs may find."""
        return permissions.people_searchable_by(self.account, self.now)

    @property
    def world(self) -> bool | None:
        """Whether they see test people or real ones; None for both."""
        return self.searchable.test_people

    @cached_property
    def scope(self) -> SearchScope | None:
        """Whom of that world; None for everybody."""
        found = self.searchable
        return None if found.people is None else SearchScope(found.people, found.terms)

    @cached_property
    def reads_audit(self) -> bool:
        """Operators and national auditors."""
        return permissions.can_read_audit(self.account, self.now)

    @cached_property
    def reads_trail(self) -> bool:
        """These, and whoever answers for an authority: the lines of theirs."""
        return permissions.can_read_trail(self.account, self.now)

    @cached_property
    def runs_loads(self) -> bool:
        """National operators."""
        return permissions.can_run_loads(self.account, self.now)

    @cached_property
    def decides_contacts(self) -> bool:
        """Registrars, agents, officers of an order: they decide of some people's contacts, and propose to others."""
        return bool(permissions.authorities_that_decide(self.account, self.now))

    @cached_property
    def enrols(self) -> bool:
        """Registrars of a structure, agents of an agency."""
        return bool(permissions.authorities_that_enrol(self.account, self.now))

    @cached_property
    def gives(self) -> bool:
        """Whoever gives mandates to others."""
        return permissions.can_grant_mandates(self.account, self.now)

    @property
    def owes_terms(self) -> bool:
        """Does a mandate of theirs wait until they accept the terms in force?"""
        return any(mandate.terms_version != TERMS_VERSION for mandate in self.mandates)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of this request."""
    found = getattr(request, _KEY, None)
    if not isinstance(found, Viewer):
        found = Viewer(account_of(request), timezone.now())
        setattr(request, _KEY, found)
    return found


def account_of(request: HttpRequest) -> Account:
    """The signed-in account; pages of the portal are never reached without one."""
    if not isinstance(request.user, Account):
        raise TypeError("a page of the portal was reached by nobody")
    return request.user
