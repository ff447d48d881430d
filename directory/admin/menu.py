"""The portal's menu: what this account may open."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory import panels, permissions
from directory.admin.viewer import Viewer


def menu_of(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    """Groups of lines in the toolkit's form; the line of the page shown is marked."""
    work = [_line(_("My day"), "today", "portal:index", path)]
    if viewer.enrols:
        work.append(_line(_("Register a person"), "person_add", "portal:enrol", path))
    if viewer.enrols or viewer.reads_audit:
        work.append(_requests_line(viewer, path))
        work.append(_line(_("Import staff"), "upload_file", "portal:staff_imports", path))
    people = [
        _line(_("People"), "groups", "portal:directory_practitioner_changelist", path),
        _line(_("Structures"), "apartment", "portal:directory_organization_changelist", path),
        _line(_("Registrations"), "how_to_reg", "portal:directory_enrolment_changelist", path),
    ]
    follow_up = [
        _line(_("Dashboard"), "monitoring", "portal:dashboard", path),
        _line(_("Messages"), "outgoing_mail", "portal:directory_outboundmessage_changelist", path),
        _line(_("Mandates"), "badge", "portal:directory_mandate_changelist", path),
        _line(_("Authorities"), "account_balance", "portal:directory_registrationauthority_changelist", path),
    ]
    if viewer.reads_trail and not viewer.reads_audit:
        follow_up.append(_line(_("Audit trail"), "history", "portal:audit", path))
    if viewer.decides_contacts:
        waiting = permissions.proposals_to_decide(viewer.account, viewer.now).count()
        title = _("Proposals")
        follow_up += [
            _line(f"{title} ({waiting})" if waiting else title, "contact_mail", "portal:contact_proposals", path),
            _line(_("Contacts that receive nothing"), "unsubscribe", "portal:unreachable_contacts", path),
        ]
    people += [
        _line(str(entry.label), entry.icon, entry.address, path)
        for entry in panels.entries()
        if entry.may_see(viewer.account, viewer.now)
    ]
    groups = [_group("", work), _group(_("Directory"), people), _group(_("Follow-up"), follow_up)]
    if viewer.reads_audit:
        national = [
            _line(_("Loads"), "database", "portal:directory_extractload_changelist", path),
            _line(_("Nomenclatures"), "list_alt", "portal:directory_codetable_changelist", path),
            _line(_("Merged records"), "merge", "portal:directory_fusion_changelist", path),
            _line(_("Open files"), "folder_open", "portal:open_files", path),
            _line(_("Applications of the API"), "api", "portal:directory_apiclient_changelist", path),
            _line(_("Audit trail"), "history", "portal:audit", path),
        ]
        if permissions.can_merge_people(viewer.account, viewer.now):
            national.append(_line(_("Old numbers"), "pin", "portal:load_correspondence", path))
        groups.append(_group(_("National directory"), national))
    return groups


def _requests_line(viewer: Viewer, path: str) -> dict[str, Any]:
    """With how many wait for a registrar, for who is one."""
    line = _line(_("Requests"), "inbox", "portal:requests", path)
    waiting = permissions.waiting_requests(viewer.account, viewer.now).count() if viewer.enrols else 0
    return {**line, "badge": str(waiting), "badge_variant": "primary"} if waiting else line


def _group(title: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "separator": bool(title), "collapsible": False, "items": lines}


def _line(title: str, icon: str, route: str, path: str) -> dict[str, Any]:
    address = reverse(route)
    here = path == address or (path.startswith(address) and route != "portal:index")
    return {"title": title, "icon": icon, "link": address, "active": here, "has_permission": True}
