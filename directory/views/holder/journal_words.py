"""The words of the journal: what happened, told to the person whom it concerns, and who did it."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.holder_panels import journal_words, register_journal_words
from directory.models import AuditEvent, AuditOutcome, Mandate, Practitioner
from directory.queries.history import ChangeKind

KIND_WORDS: Final = {
    ChangeKind.CREATED: gettext_lazy("added"),
    ChangeKind.UPDATED: gettext_lazy("changed"),
    ChangeKind.REMOVED: gettext_lazy("removed"),
}
_PLAIN: Final = {
    AuditOutcome.DONE: gettext_lazy("Your record was part of an act of the directory."),
    AuditOutcome.READ: gettext_lazy("Your record was read."),
    AuditOutcome.EXPORTED: gettext_lazy("Your record was part of an export."),
    AuditOutcome.REFUSED: gettext_lazy("An act on your record was refused."),
}


def tell(line: AuditEvent) -> str:
    """One sentence. An action that nobody put into words is told by what became of it."""
    return str(journal_words().get(line.action) or _PLAIN[AuditOutcome(line.outcome)])


def who_did(line: AuditEvent, person: Practitioner) -> str:
    """`registrar, EHPAD Les Tilleuls`; you, or the directory itself."""
    if line.actor is None:
        return _("Yourself, or the directory")
    if line.actor.practitioner_id == person.pk:
        return _("Yourself, in the portal")
    return _role(line.mandate) if line.mandate is not None else _("The staff of the directory")


def roles_of_accounts(accounts: Iterable[int]) -> dict[int, str]:
    """Role and authority of the first mandate of each account; one query."""
    rows = Mandate.objects.filter(account__in=list(accounts)).select_related("authority").order_by("-pk")
    return {mandate.account_id: _role(mandate) for mandate in rows}


def _role(mandate: Mandate) -> str:
    return _("%(role)s, %(authority)s") % {"role": mandate.get_role_display(), "authority": mandate.authority.name}


register_journal_words(
    {
        "directory.enrolled": gettext_lazy("You were registered in the directory."),
        "directory.role_added": gettext_lazy("An activity was added to your record."),
        "directory.role_modified": gettext_lazy("An activity of yours was corrected."),
        "directory.role_ended": gettext_lazy("An activity of yours was ended."),
        "directory.role_reopened": gettext_lazy("The end of an activity of yours was taken back."),
        "directory.departure_planned": gettext_lazy("The end of an activity of yours was planned."),
        "directory.departure_cancelled": gettext_lazy("The planned end of an activity of yours was cancelled."),
        "directory.record_read": gettext_lazy("Your record was opened in the portal."),
        "directory.audit_read": gettext_lazy("What the audit trail says of you was read."),
        "directory.contact_verified": gettext_lazy("A contact of yours was confirmed by its code."),
        "directory.contact_code_refused": gettext_lazy("A wrong code was typed for a contact of yours."),
        "directory.contact_codes_sent": gettext_lazy("New codes were sent to your contacts."),
        "directory.contact_corrected": gettext_lazy("A contact of yours that nobody had confirmed was corrected."),
        "directory.contact_attested": gettext_lazy("A registrar attested a contact of yours, having seen you."),
        "directory.contact_change_asked": gettext_lazy("Another contact was typed for you: it waits for its code."),
        "directory.contact_changed": gettext_lazy("A contact of yours was replaced by another one."),
        "directory.contact_change_undone": gettext_lazy("A change of contact was undone."),
        "directory.contact_proposed": gettext_lazy("Another contact was proposed for you."),
        "directory.contact_proposal_accepted": gettext_lazy("The contact proposed for you was accepted."),
        "directory.contact_proposal_refused": gettext_lazy("The contact proposed for you was refused."),
        "directory.contact_proposal_withdrawn": gettext_lazy("The contact typed for you was given up."),
        "directory.contact_conflict_kept": gettext_lazy("Your contact was kept against that of a national file."),
        "directory.contact_conflict_taken": gettext_lazy("Your contact was replaced by that of a national file."),
        "directory.contact_receives_again": gettext_lazy("A contact of yours was said to receive messages again."),
        "directory.fusion_previewed": gettext_lazy("Your record was compared with another one."),
        "directory.people_merged": gettext_lazy("Two records were found to be yours, and merged."),
        "directory.fusion_undone": gettext_lazy("The merge of your record with another one was undone."),
        "directory.correspondence_ended": gettext_lazy("An old number stopped leading to your record."),
        "directory.staff_line_compared": gettext_lazy("Your record was compared with a line of a file of staff."),
        "directory.request_accepted": gettext_lazy("Your request to be registered was accepted."),
        "directory.ecps_linked": gettext_lazy("Your e-CPS was linked to a portal account."),
        "directory.ecps_unlinked": gettext_lazy("Your e-CPS was unlinked from a portal account."),
        "directory.holder_signed_in": gettext_lazy("You signed in to your space."),
        "directory.holder_exported": gettext_lazy("You took your data away as a file."),
        "directory.correction_asked": gettext_lazy("You asked for a correction of your record."),
        "directory.correction_withdrawn": gettext_lazy("You withdrew a correction request."),
        "directory.correction_done": gettext_lazy("A correction that you asked for was made."),
        "directory.correction_refused": gettext_lazy("A correction that you asked for was refused, with its reason."),
    }
)
