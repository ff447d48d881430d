"""The lists that can be exported, as doors know them: their words, and how an address asks them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from directory.admin import people_list
from directory.admin.listing import Listed, read_question
from directory.admin.registrations import REGISTRATION_LIST
from directory.admin.structure_list import STRUCTURE_LIST
from directory.admin.viewer import Viewer
from directory.models import ExportKind
from directory.workflows.exports import Reader


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


def _read_strictly(asked: Listed, viewer: Viewer, given: QueryDict) -> dict[str, str]:
    """The page of a list leaves out a value that is no choice, and shows that it does; a file would hold more than was
    asked, so it is refused.
    """
    filters = read_question(asked, viewer, given)
    if any(given.get(name) and not kept for name, kept in filters.items() if name != "q"):
        raise BadRequest("an unknown filter")
    return filters


PEOPLE: Final = Exportable(
    ExportKind.PEOPLE,
    "personnes",
    "portal:directory_practitioner_changelist",
    _("People"),
    "directory.people_exported",
    is_personal=True,
    read=people_list.read_question,
)
STRUCTURES: Final = Exportable(
    ExportKind.STRUCTURES,
    "structures",
    "portal:directory_organization_changelist",
    _("Structures"),
    "directory.structures_exported",
    is_personal=False,
    read=partial(_read_strictly, STRUCTURE_LIST),
)
ENROLMENTS: Final = Exportable(
    ExportKind.ENROLMENTS,
    "inscriptions",
    "portal:directory_enrolment_changelist",
    _("Registrations"),
    "directory.enrolments_exported",
    is_personal=True,
    read=partial(_read_strictly, REGISTRATION_LIST),
)
_BY_SLUG: Final[Mapping[str, Exportable]] = {one.slug: one for one in (PEOPLE, STRUCTURES, ENROLMENTS)}
BY_KIND: Final[Mapping[str, Exportable]] = {one.kind.value: one for one in _BY_SLUG.values()}


def find_list(slug: str) -> Exportable:
    """The list of an address; 404 for what is none."""
    if slug not in _BY_SLUG:
        raise Http404
    return _BY_SLUG[slug]
