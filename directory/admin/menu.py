"""The portal's menu: what this account may open."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory import panels, permissions
from directory.admin.viewer import Viewer


def menu_of(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """Groups of lines in the toolkit's form; the line of the page shown is marked."""
    groups = [
        _group("", _work(viewer, path)),
        _group(_("Directory"), _people(viewer, path)),
        _group(_("Follow-up"), _follow_up(viewer, path)),
        _group(_("Authorities"), _authorities(viewer, path)),
    ]
    if viewer.reads_audit:
        groups.append(_group(_("National directory"), _national(viewer, path)))
    return groups


def _work(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    lines = [_line(_("My day"), "today", "portal:index", path)]
    if viewer.enrols:
        lines.append(_line(_("Register a person"), "person_add", "portal:enrol", path))
    if viewer.enrols or viewer.reads_audit:
        lines.append(_requests_line(viewer, path))
    if viewer.enrols:
        lines.append(_line(_("Import staff"), "upload_file", "portal:staff_imports", path))
    return lines


def _people(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    return [
        _line(_("People"), "groups", "portal:directory_practitioner_changelist", path),
        _line(_("Structures"), "apartment", "portal:directory_organization_changelist", path),
        _line(_("Registrations"), "how_to_reg", "portal:directory_enrolment_changelist", path),
        *(
            _line(str(entry.label), entry.icon, entry.address, path)
            for entry in panels.entries()
            if entry.may_see(viewer.account, viewer.now)
        ),
    ]


def _follow_up(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    lines = [
        _line(_("Dashboard"), "monitoring", "portal:dashboard", path),
        _line(_("Messages"), "outgoing_mail", "portal:directory_outboundmessage_changelist", path),
        _line(_("My exports"), "download", "portal:exports", path),
    ]
    if viewer.decides_contacts:
        waiting = permissions.proposals_to_decide(viewer.account, viewer.now).count()
        lines += [
            _counted(_line(_("Proposals"), "contact_mail", "portal:contact_proposals", path), waiting),
            _line(_("Contacts that receive nothing"), "unsubscribe", "portal:unreachable_contacts", path),
            _line(_("Corrections"), "edit_note", "portal:corrections", path),
        ]
    return lines


def _authorities(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    lines = [
        _line(_("Mandates"), "badge", "portal:directory_mandate_changelist", path),
        _line(_("Authorities"), "account_balance", "portal:directory_registrationauthority_changelist", path),
    ]
    if viewer.reads_trail:
        lines.append(_line(_("Audit trail"), "history", "portal:audit", path))
    return lines


def _national(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    lines = [
        _line(_("Loads"), "database", "portal:directory_extractload_changelist", path),
        _line(_("Nomenclatures"), "list_alt", "portal:directory_codetable_changelist", path),
        _line(_("Merged records"), "merge", "portal:directory_fusion_changelist", path),
        _line(_("Open files"), "folder_open", "portal:open_files", path),
        _line(_("Applications of the API"), "api", "portal:directory_apiclient_changelist", path),
    ]
    if permissions.can_merge_people(viewer.account, viewer.now):
        lines.append(_line(_("Old numbers"), "pin", "portal:load_correspondence", path))
    return lines


def _requests_line(viewer: Viewer, path: str) -> dict[str, Any]:
    """With how many wait for a registrar, for who is one."""
    line = _line(_("Requests"), "inbox", "portal:requests", path)
    waiting = permissions.waiting_requests(viewer.account, viewer.now).count() if viewer.enrols else 0
    return _counted(line, waiting)


def _counted(line: dict[str, Any], waiting: int) -> dict[str, Any]:
    return {**line, "badge": str(waiting), "badge_variant": "primary"} if waiting else line


def _group(title: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "separator": bool(title), "collapsible": False, "items": lines}


def _line(title: str, icon: str, route: str, path: str) -> dict[str, Any]:
    address = reverse(route)
    here = path == address or (path.startswith(address) and route != "portal:index")
    return {"title": title, "icon": icon, "link": address, "active": here, "has_permission": True}
