"""The last acts on a person, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.detail_words import details_of
from directory.models import AuditEvent, Practitioner

MOST = 20
WORDS: dict[str, object] = {
    "directory.enrolled": gettext_lazy("Registered"),
    "directory.role_added": gettext_lazy("Activity added"),
    "directory.role_ended": gettext_lazy("Activity ended"),
    "directory.role_modified": gettext_lazy("Activity modified"),
    "directory.departure_planned": gettext_lazy("Departure planned"),
    "directory.departure_cancelled": gettext_lazy("Planned departure cancelled"),
    "directory.role_reopened": gettext_lazy("Activity reopened"),
    "directory.request_invited": gettext_lazy("Invitation to be registered sent"),
    "directory.request_link_sent": gettext_lazy("Link of a request sent"),
    "directory.request_begun": gettext_lazy("Request begun: e-mail address confirmed"),
    "directory.request_submitted": gettext_lazy("Request to be registered sent to the structure"),
    "directory.request_asked": gettext_lazy("Question about a request"),
    "directory.request_accepted": gettext_lazy("Request accepted"),
    "directory.request_refused": gettext_lazy("Request refused"),
    "directory.request_withdrawn": gettext_lazy("Request withdrawn"),
    "directory.request_expired": gettext_lazy("Request expired"),
    "directory.request_emptied": gettext_lazy("What was typed in a request was removed"),
    "directory.contact_verified": gettext_lazy("Contact verified"),
    "directory.contact_code_refused": gettext_lazy("Wrong code for a contact"),
    "directory.contact_codes_sent": gettext_lazy("New codes sent"),
    "directory.contact_corrected": gettext_lazy("Contact corrected"),
    "directory.contact_conflict_kept": gettext_lazy("Conflict resolved: the holder's contact is kept"),
    "directory.contact_conflict_taken": gettext_lazy("Conflict resolved: the contact of the extract is taken"),
    "directory.contact_change_undone": gettext_lazy("Change of a contact undone"),
    "directory.contact_change_asked": gettext_lazy("Change of a contact asked for: the new one waits for its code"),
    "directory.contact_proposed": gettext_lazy("Another contact proposed"),
    "directory.contact_proposal_accepted": gettext_lazy("Proposal of a contact accepted"),
    "directory.contact_proposal_refused": gettext_lazy("Proposal of a contact refused"),
    "directory.contact_proposal_withdrawn": gettext_lazy("Proposal of a contact withdrawn"),
    "directory.contact_changed": gettext_lazy("New contact confirmed by its code"),
    "directory.contact_attested": gettext_lazy("Contact attested, person and document seen"),
    "directory.contact_receives_again": gettext_lazy("Contact said to receive messages again"),
    "directory.load_extract": gettext_lazy("Extract loaded"),
    "directory.load_paused": gettext_lazy("Load paused"),
    "directory.load_resumed": gettext_lazy("Load resumed"),
    "directory.load_forced": gettext_lazy("Load forced"),
    "directory.load_abandoned": gettext_lazy("Load abandoned"),
    "directory.export_restricted": gettext_lazy("Restricted file exported"),
    "directory.figures_exported": gettext_lazy("Figures of a dashboard exported"),
    "directory.nomenclature_loaded": gettext_lazy("Nomenclature loaded"),
    "directory.correspondence_loaded": gettext_lazy("Correspondence of numbers loaded"),
    "directory.correspondence_ended": gettext_lazy("Correspondence of a number ended"),
    "directory.fusion_previewed": gettext_lazy("Record compared with another"),
    "directory.people_merged": gettext_lazy("Records merged"),
    "directory.fusion_undone": gettext_lazy("Merge undone"),
    "directory.mandate_granted": gettext_lazy("Mandate granted"),
    "directory.mandate_ended": gettext_lazy("Mandate ended"),
    "directory.mandate_end_forced": gettext_lazy("Mandate of the last head ended"),
    "directory.mandate_fallen": gettext_lazy("Mandate ended with the one it hung from"),
    "directory.mandate_extended": gettext_lazy("Mandate extended"),
    "directory.mandate_offered": gettext_lazy("Invited to a mandate"),
    "directory.mandate_offered_again": gettext_lazy("Invitation to a mandate sent again"),
    "directory.mandate_offer_withdrawn": gettext_lazy("Invitation to a mandate withdrawn"),
    "directory.mandate_offer_declined": gettext_lazy("Invitation to a mandate declined"),
    "directory.mandate_accepted": gettext_lazy("Mandate accepted"),
    "directory.terms_accepted": gettext_lazy("Terms of mandates accepted"),
    "directory.authority_opened": gettext_lazy("Authority opened"),
    "directory.authority_changed": gettext_lazy("Public contact of an authority changed"),
    "directory.authority_closed": gettext_lazy("Authority closed"),
    "directory.staff_import_given": gettext_lazy("File of staff given"),
    "directory.staff_import_confirmed": gettext_lazy("File of staff confirmed"),
    "directory.staff_import_stopped": gettext_lazy("File of staff stopped"),
    "directory.staff_import_abandoned": gettext_lazy("File of staff abandoned"),
    "directory.staff_line_compared": gettext_lazy("Line of a file compared with people alike"),
    "directory.staff_file_taken": gettext_lazy("Result of a file of staff downloaded"),
    "directory.people_exported": gettext_lazy("List of people exported"),
    "directory.structures_exported": gettext_lazy("List of structures exported"),
    "directory.enrolments_exported": gettext_lazy("List of registrations exported"),
    "directory.record_read": gettext_lazy("Record opened"),
    "directory.holder_signed_in": gettext_lazy("Signed in to the holder space"),
    "directory.holder_exported": gettext_lazy("Holder took their data away"),
    "directory.correction_asked": gettext_lazy("Correction asked for"),
    "directory.correction_withdrawn": gettext_lazy("Correction request withdrawn"),
    "directory.correction_done": gettext_lazy("Correction made as asked"),
    "directory.correction_refused": gettext_lazy("Correction refused"),
    "directory.export_asked": gettext_lazy("Export of a list asked for"),
    "directory.export_made": gettext_lazy("Export of a list prepared"),
    "directory.export_taken": gettext_lazy("Export of a list downloaded"),
    "directory.export_failed": gettext_lazy("Export of a list not made"),
    "directory.export_cancelled": gettext_lazy("Export of a list cancelled"),
    "directory.ecps_linked": gettext_lazy("e-CPS linked to a portal account"),
    "directory.ecps_unlinked": gettext_lazy("e-CPS of a portal account unlinked"),
    "directory.api_client_created": gettext_lazy("Application of the API created"),
    "directory.api_client_suspended": gettext_lazy("Application of the API suspended"),
    "directory.api_client_resumed": gettext_lazy("Application of the API resumed"),
    "directory.api_key_issued": gettext_lazy("Key of the API issued"),
    "directory.api_key_revoked": gettext_lazy("Key of the API revoked"),
    "directory.signed_in": gettext_lazy("Signed in to the portal"),
    "directory.sign_in_refused": gettext_lazy("Sign-in to the portal refused"),
    "directory.act_refused": gettext_lazy("Act refused"),
    "directory.page_refused": gettext_lazy("Page refused"),
    "directory.refusals_counted": gettext_lazy("More refusals, counted"),
    "directory.audit_read": gettext_lazy("Audit trail read"),
    "directory.audit_exported": gettext_lazy("Audit trail exported"),
    "directory.audit_verified": gettext_lazy("Audit trail verified"),
    "directory.audit_purged": gettext_lazy("Audit trail purged"),
    "directory.audit_lines_missing": gettext_lazy("Lines of the audit trail vanished"),
}


REASONS: dict[str, object] = {
    "not_allowed": gettext_lazy("no mandate allows it"),
    "not_found": gettext_lazy("nothing of that address within their reach"),
    "forbidden": gettext_lazy("not open to their role"),
    "unknown_person": gettext_lazy("nobody of that key for this act"),
    "strong_means_missing": gettext_lazy("no strong means shown within ten minutes"),
    "wrong_password": gettext_lazy("wrong password"),
    "wrong_second_factor": gettext_lazy("wrong second factor"),
    "unknown_account": gettext_lazy("no such account"),
    "locked_out": gettext_lazy("too many wrong passwords"),
    "mandate": gettext_lazy("a mandate has ended"),
    "too_long": gettext_lazy("longer than the format allows"),
    "failed": gettext_lazy("failed several times"),
    "not_staff": gettext_lazy("the account may not enter the portal"),
}


def register_words(words: Mapping[str, object], reasons: Mapping[str, object] | None = None) -> None:
    """Give words to the actions of an upper floor, and to the codes of its reasons: to a lazy translation."""
    WORDS.update(words)
    REASONS.update(reasons or {})


@dataclass(frozen=True)
class TrailLine:
    """One act: when, what, by whom, by which mandate (`registrar (EHPAD Les Tilleuls)`), why; empty for none.

    details: in words.
    """

    at: datetime
    words: str
    actor: str
    mandate: str
    reason: str
    details: list[str]


def trail_of(person: Practitioner) -> list[TrailLine]:
    """The latest acts first."""
    events = AuditEvent.objects.filter(practitioner=person).select_related("actor", "mandate__authority")
    return [
        TrailLine(
            at=event.occurred_at,
            words=words_of(event.action),
            actor=str(event.actor) if event.actor else _("the holder"),
            mandate=mandate_of(event),
            reason=reason_of(event),
            details=details_of(event),
        )
        for event in events.order_by("-occurred_at", "-pk")[:MOST]
    ]


def mandate_of(event: AuditEvent) -> str:
    """`registrar (EHPAD Les Tilleuls)`; empty for an act without mandate."""
    if event.mandate is None:
        return ""
    role, authority = event.mandate.get_role_display(), event.mandate.authority.name
    return f"{role} – {authority}" if "(" in authority else f"{role} ({authority})"


def reason_of(event: AuditEvent) -> str:
    """A code in words, or what an operator typed; empty for none."""
    return str(REASONS.get(event.reason, event.reason))


def words_of(action: str) -> str:
    """What a line says of an action; one without words is shown as it is named."""
    return str(WORDS.get(action, action.partition(".")[2].replace("_", " ").capitalize()))
