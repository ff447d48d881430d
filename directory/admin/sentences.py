"""A line of the audit trail as a sentence: who, by which mandate, did what, and to whom.

Upper floors register the sentences of their actions; an action without one is told by its words.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from directory.admin.sentence_words import SENTENCES
from directory.admin.trail import mandate_of, words_of
from directory.models import Account, AuditEvent, AuditOutcome

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
