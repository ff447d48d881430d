"""The page of one structure: what it is, where it is, who registers people there, who works there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import permissions, queries
from directory.admin.plain_record import Fact
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import AuthorityKind, Organization, RegistrationAuthority
from directory.queries import SearchTerms

MOST_SITES = 50


def name_of(structure: Organization) -> str:
    """As people know it; many of the national files have no name at all."""
    return structure.trade_name or structure.legal_name or _("Structure without a name")


def number_of(structure: Organization) -> str:
    """FINESS first, SIRET where there is none, the key of the files for the rest."""
    return structure.finess or structure.siret or structure.technical_id


def show_structure(request: HttpRequest, structure: Organization) -> HttpResponse:
    """The page of one structure that the viewer sees; its neighbours are named only where the viewer sees them too."""
    viewer = viewer_of(request)
    seen = permissions.organizations_visible_to(viewer.account, viewer.now)
    sites = seen.filter(parent=structure).order_by("trade_name", "legal_name", "pk")
    parent = seen.filter(pk=structure.parent_id).first() if structure.parent_id else None
    context = {
        **portal.each_context(request),
        "title": name_of(structure),
        "trail_above": [(_("Structures"), reverse("portal:directory_organization_changelist"))],
        "structure": structure,
        "number": number_of(structure),
        "identity": _identity(structure, parent),
        "address": _address(structure),
        "sites": [Fact(site.display_name, _place(site), _page(site)) for site in sites[:MOST_SITES]],
        "authorities": _authorities(structure),
        "figures": _figures(viewer, structure),
        "may_enrol": permissions.can_enrol(viewer.account, structure, viewer.now),
    }
    return TemplateResponse(request, "admin/directory/structure.html", context)


def _identity(structure: Organization, parent: Organization | None) -> list[Fact]:
    legal_name = structure.legal_name if structure.legal_name != structure.display_name else ""
    facts = [
        Fact(_("Legal name"), legal_name),
        Fact(_("Kind"), structure.get_kind_display()),
        Fact(_("Legal entity"), parent.display_name if parent else "", _page(parent) if parent else ""),
        Fact(_("FINESS number"), structure.finess),
        Fact(_("FINESS number of the legal entity"), structure.legal_entity_finess if parent is None else ""),
        Fact(_("SIRET number"), structure.siret),
        Fact(_("SIREN number"), structure.siren),
        Fact(_("Sector of activity"), queries.label("TRE_R02-SecteurActivite", structure.sector_code)),
        Fact(_("Technical identifier"), structure.technical_id),
    ]
    return [fact for fact in facts if fact.value]


def _address(structure: Organization) -> list[str]:
    number = f"{structure.street_number}{structure.street_number_suffix}"
    street = f"{number} {structure.street_type_label} {structure.street_name}"
    lines = [
        structure.recipient_complement,
        structure.location_complement,
        " ".join(street.split()),
        structure.distribution,
        _place(structure),
    ]
    return [line for line in lines if line]


def _place(structure: Organization) -> str:
    return f"{structure.postal_code} {structure.cedex_office or structure.commune_label}".strip()


def _authorities(structure: Organization) -> list[RegistrationAuthority]:
    """Its own authority, or its legal entity's; then the agency of its region."""
    owners = [key for key in (structure.pk, structure.parent_id) if key]
    local = RegistrationAuthority.objects.filter(organization__in=owners, is_test=structure.is_test)
    agencies = RegistrationAuthority.objects.filter(
        kind=AuthorityKind.REGIONAL, region_code=structure.region_code, is_test=structure.is_test
    )
    return [*local.order_by("name"), *(agencies.order_by("name") if structure.region_code else [])]


def _figures(viewer: Viewer, structure: Organization) -> list[dict[str, Any]]:
    """People of the viewer's scope who practise here now, and those of them to whom something is missing."""
    people = reverse("portal:directory_practitioner_changelist")
    asked = (
        (_("People who practise here"), "", ""),
        (_("Contacts to verify"), "w", "waiting"),
        (_("Contacts missing"), "n", "missing"),
    )
    return [
        {
            "label": label,
            "count": _count(viewer, SearchTerms(organization_id=structure.pk, contacts=contacts)),
            "address": f"{people}?structure={structure.pk}" + (f"&contacts={word}" if word else ""),
        }
        for label, contacts, word in asked
    ]


def _count(viewer: Viewer, terms: SearchTerms) -> str:
    found = queries.count_people(terms, listed_only=False, test_people=viewer.world, within=viewer.scope)
    written = number_format(found.people, use_l10n=True, force_grouping=True)
    return _("≈ %(number)s") % {"number": written} if found.is_about else written


def _page(structure: Organization) -> str:
    return reverse("portal:directory_organization_change", args=[structure.pk])
