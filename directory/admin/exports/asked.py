"""The lists that can be exported, as doors know them: their words, and how an address asks them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from directory.admin.people_list import read_question
from directory.admin.viewer import Viewer
from directory.fields import readable
from directory.models import ExportKind, OrganizationKind
from directory.workflows.exports import Reader

_LEAFING: Final = {"p", "o", "e", "all"}  # where somebody stands in a list: nothing that narrows it
_LONGEST: Final = 2_000  # characters


@dataclass(frozen=True)
class Exportable:
    """One list. slug: in addresses; route: of the list; action: of the trail. is_personal: behind a strong means.

    read: the filters of an address, cleaned; raises BadRequest for those that the list does not have.
    """

    kind: ExportKind
    slug: str
    route: str
    label: Any
    action: str
    is_personal: bool
    read: Callable[[Viewer, QueryDict], dict[str, str]]

    def reader(self, viewer: Viewer, given: QueryDict) -> Reader:
        """What the viewer sees of it with the filters of an address."""
        return Reader(viewer.account, self.read(viewer, given), viewer.now)


def _read_structures(_viewer: Viewer, given: QueryDict) -> dict[str, str]:
    if not set(given) <= {"q", "kind", "kind__exact"} | _LEAFING:
        raise BadRequest("an unknown filter")
    kind = given.get("kind") or given.get("kind__exact") or ""
    if kind and kind not in OrganizationKind.values:
        raise BadRequest("an unknown filter")
    return {"q": readable(given.get("q", ""))[:_LONGEST], "kind": kind}


def _read_enrolments(_viewer: Viewer, given: QueryDict) -> dict[str, str]:
    if not set(given) <= _LEAFING:
        raise BadRequest("an unknown filter")
    return {}


PEOPLE: Final = Exportable(
    ExportKind.PEOPLE,
    "personnes",
    "portal:directory_practitioner_changelist",
    _("People"),
    "directory.people_exported",
    is_personal=True,
    read=read_question,
)
STRUCTURES: Final = Exportable(
    ExportKind.STRUCTURES,
    "structures",
    "portal:directory_organization_changelist",
    _("Structures"),
    "directory.structures_exported",
    is_personal=False,
    read=_read_structures,
)
ENROLMENTS: Final = Exportable(
    ExportKind.ENROLMENTS,
    "inscriptions",
    "portal:directory_enrolment_changelist",
    _("Registrations"),
    "directory.enrolments_exported",
    is_personal=True,
    read=_read_enrolments,
)
_BY_SLUG: Final[Mapping[str, Exportable]] = {one.slug: one for one in (PEOPLE, STRUCTURES, ENROLMENTS)}
BY_KIND: Final[Mapping[str, Exportable]] = {one.kind.value: one for one in _BY_SLUG.values()}


def find_list(slug: str) -> Exportable:
    """The list of an address; 404 for what is none."""
    if slug not in _BY_SLUG:
        raise Http404
    return _BY_SLUG[slug]
