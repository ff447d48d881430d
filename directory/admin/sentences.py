"""A line of the audit trail as a sentence: who, by which mandate, did what, and to whom.

Upper floors register the sentences of their actions; an action without one is told by its words.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.trail import mandate_of, words_of
from directory.models import Account, AuditEvent, AuditOutcome

# What a sentence does not name, it does without. `action:person`: where the line is about somebody.
SENTENCES: dict[str, object] = {
    "directory.enrolled": gettext_lazy("%(who)s registered %(person)s."),
    "directory.role_added": gettext_lazy("%(who)s added an activity to %(person)s."),
    "directory.role_ended": gettext_lazy("%(who)s ended an activity of %(person)s."),
    "directory.contact_verified": gettext_lazy("%(person)s proved a contact by its code."),
    "directory.contact_code_refused": gettext_lazy("A wrong code was typed for a contact of %(person)s."),
    "directory.contact_codes_sent": gettext_lazy("%(who)s asked for new codes for the contacts of %(person)s."),
    "directory.contact_corrected": gettext_lazy("%(who)s corrected a contact of %(person)s."),
    "directory.contact_conflict_kept": gettext_lazy(
        "%(who)s kept the contact that %(person)s had verified against that of the extract."
    ),
    "directory.contact_conflict_taken": gettext_lazy(
        "%(who)s took the contact of the extract in the place of that of %(person)s."
    ),
    "directory.contact_change_undone": gettext_lazy("%(person)s undid a change of contact."),
    "directory.load_extract": gettext_lazy("%(who)s loaded an extract."),
    "directory.load_paused": gettext_lazy("A load waits for a decision: it would change more than the limits allow."),
    "directory.load_resumed": gettext_lazy("%(who)s had a load checked again."),
    "directory.load_forced": gettext_lazy("%(who)s had a load applied in spite of the limits."),
    "directory.load_abandoned": gettext_lazy("%(who)s gave a load up."),
    "directory.export_restricted": gettext_lazy("%(who)s exported the restricted file."),
    "directory.nomenclature_loaded": gettext_lazy("%(who)s loaded a nomenclature."),
    "directory.correspondence_loaded": gettext_lazy("%(who)s loaded a correspondence of numbers."),
    "directory.correspondence_ended": gettext_lazy("%(who)s ended the correspondence of a number of %(person)s."),
    "directory.fusion_previewed": gettext_lazy("%(who)s compared the record of %(person)s with another one."),
    "directory.people_merged": gettext_lazy("%(who)s merged the record of %(person)s with another one."),
    "directory.fusion_undone": gettext_lazy("%(who)s undid the merge of the record of %(person)s."),
    "directory.mandate_granted": gettext_lazy("%(who)s granted a mandate."),
    "directory.mandate_ended": gettext_lazy("%(who)s ended a mandate."),
    "directory.api_client_created": gettext_lazy("%(who)s made an application of the API known."),
    "directory.api_client_suspended": gettext_lazy("%(who)s suspended an application of the API."),
    "directory.api_client_resumed": gettext_lazy("%(who)s let an application of the API call again."),
    "directory.api_key_issued": gettext_lazy("%(who)s issued a key of the API."),
    "directory.api_key_revoked": gettext_lazy("%(who)s revoked a key of the API."),
    "directory.signed_in": gettext_lazy("%(who)s signed in to the portal."),
    "directory.sign_in_refused": gettext_lazy("A sign-in to the portal was refused, for %(account)s."),
    "directory.act_refused": gettext_lazy("An act was refused to %(who)s."),
    "directory.page_refused": gettext_lazy("A page was refused to %(who)s."),
    "directory.refusals_counted": gettext_lazy("%(count)s more refusals within a minute, for %(account)s."),
    "directory.audit_read": gettext_lazy("%(who)s read the audit trail."),
    "directory.audit_read:person": gettext_lazy("%(who)s read what the audit trail says of %(person)s."),
    "directory.audit_exported": gettext_lazy("%(who)s exported %(count)s lines of the audit trail."),
    "directory.audit_verified": gettext_lazy("The audit trail was verified: %(faults)s faults."),
    "directory.audit_purged": gettext_lazy("%(count)s lines of the audit trail, no longer kept, were removed."),
    "directory.audit_lines_missing": gettext_lazy("%(count)s lines of the audit trail went before they were sealed."),
}
_NUMBERS = ("count", "faults")


def register_sentences(sentences: Mapping[str, object]) -> None:
    """Give sentences to the actions of an upper floor."""
    SENTENCES.update(sentences)


def accounts_named_by(lines: Iterable[AuditEvent]) -> Mapping[str, Account]:
    """The accounts that these lines are about, by key as lines write it. One query."""
    keys = {line.subject_id for line in lines if line.subject_type == "directory.Account" and line.subject_id}
    return {str(account.pk): account for account in Account.objects.filter(pk__in=keys)} if keys else {}


def sentence_of(line: AuditEvent, accounts: Mapping[str, Account]) -> str:
    """One sentence, without its reason. accounts: of `accounts_named_by`."""
    values = {
        "who": who_of(line),
        "person": person_of(line) or _("somebody unknown"),
        "account": str(line.actor or accounts.get(line.subject_id) or _("an unknown account")),
        **{name: line.details.get(name, 0) for name in _NUMBERS},
    }
    of_person = SENTENCES.get(f"{line.action}:person") if line.practitioner_id else None
    template = of_person or SENTENCES.get(line.action)
    text = str(template) % values if template else f"{values['who']} : {words_of(line.action)}"
    return text[:1].upper() + text[1:]


def who_of(line: AuditEvent) -> str:
    """`Camille Agent, registrar (EHPAD Les Tilleuls)`; without an account, the holder or the program."""
    if line.actor is None:
        if line.practitioner_id is not None:
            return _("the holder")
        return _("somebody") if line.outcome == AuditOutcome.REFUSED else _("the program")
    mandate = mandate_of(line)
    return f"{line.actor}, {mandate}" if mandate else str(line.actor)


def person_of(line: AuditEvent) -> str:
    """Name and national number; empty without a person."""
    person = line.practitioner
    return f"{person.display_name} ({person.national_id})" if person is not None else ""
