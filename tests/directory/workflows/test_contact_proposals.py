"""Another contact: its authority changes it, others propose, the holder or that authority decides, a code proves it."""

import re
from datetime import timedelta

import pytest

from directory import correspondence, permissions, queries
from directory.errors import ContactRefused, NotAllowed
from directory.models import AuditEvent, ContactKind, ContactPoint, ContactProposal, OutboundMessage, ProposalState
from directory.policy import CONTACT_CHANGE_DELAY, CONTACT_PROPOSAL_LIFETIME, CONTACT_SENDINGS_A_DAY
from directory.workflows import contact_answer, contact_proposals, contact_undo
from directory.workflows.contact_asking import Link, link_to
from directory.workflows.contact_change import undo_token
from directory.workflows.contact_proof import Sending
from directory.workflows.verdicts import Verdict
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import (
    ContactPointFactory,
    ContactProposalFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)

EMAIL, MOBILE = ContactKind.EMAIL, ContactKind.MOBILE
NEW_EMAIL, NEW_MOBILE = "nouvelle@exemple.test", "+33639981234"


@pytest.fixture
def person(db):
    practitioner = PractitionerFactory()
    ContactPointFactory(practitioner=practitioner, email="ancienne@exemple.test", verified=True)
    ContactPointFactory(practitioner=practitioner, mobile_phone=True, mobile="+33639980042", verified=True)
    return practitioner


@pytest.fixture
def decider(person):
    """A registrar of the authority that answers for the person."""
    return MandateFactory(authority=person.authority).account


@pytest.fixture
def employer(person):
    """A mandate of another structure where the person works."""
    mandate = MandateFactory()
    PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)
    return mandate


@pytest.fixture
def proposal(employer, person, now):
    return contact_proposals.propose(
        account=employer.account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now
    )


def letters(person, event):
    rows = OutboundMessage.objects.filter(practitioner=person, event=event).order_by("channel", "created_at")
    return [correspondence.open_letter(row) for row in rows]


def code_of(letter):
    return re.search(r"\b\d{6}\b", letter.text)[0]


def token_of(letter):
    return letter.text.split("/coordonnees/proposition/")[1].split("/")[0]


def question_of(proposal, link=Link.DECIDE):
    return contact_answer.question_of(link_to(proposal, link).split("/")[-2])


def present(person, kind=EMAIL):
    return person.contact_points.get(kind=kind, ended_at=None)


def type_code(person, proposal, now, kind=EMAIL):
    sent = [letter for letter in letters(person, "contact_candidate") if ("@" in letter.to) is (kind == EMAIL)][-1]
    return contact_answer.verify(question=question_of(proposal, Link.PROVE), code=code_of(sent), now=now)


# Who may


def test_nobody_without_a_mandate_over_the_person_changes_nor_proposes(person, now):
    stranger = MandateFactory().account

    for verb in (contact_proposals.change, contact_proposals.propose):
        with pytest.raises(NotAllowed):
            verb(account=stranger, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    assert not ContactProposal.objects.exists()


def test_another_registrar_proposes_and_changes_nothing(person, employer, now):
    with pytest.raises(NotAllowed):
        contact_proposals.change(account=employer.account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    assert permissions.can_propose_contacts(employer.account, person, now)
    assert not permissions.can_decide_contacts(employer.account, person, now)


def test_the_authority_of_the_person_needs_not_propose(person, decider, now):
    with pytest.raises(NotAllowed):
        contact_proposals.propose(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)


@pytest.mark.parametrize("trait", ["auditor", "operator"])
def test_who_only_reads_or_runs_the_directory_neither_changes_nor_proposes(person, trait, now):
    account = MandateFactory(**{trait: True}).account

    for verb in (contact_proposals.change, contact_proposals.propose):
        with pytest.raises(NotAllowed):
            verb(account=account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)


def test_an_officer_of_the_order_of_the_person_changes_contacts(now, db):
    officer = MandateFactory(officer=True)
    person = PractitionerFactory(authority=officer.authority, reachable=True)

    contact_proposals.change(account=officer.account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert ContactProposal.objects.get().state == ProposalState.ACCEPTED


def test_who_proposed_does_not_decide(proposal, employer, now):
    with pytest.raises(NotAllowed):
        contact_proposals.accept(account=employer.account, proposal=proposal, now=now)
    with pytest.raises(NotAllowed):
        contact_proposals.refuse(account=employer.account, proposal=proposal, reason="non", now=now)
    with pytest.raises(NotAllowed):
        contact_proposals.send_again(account=employer.account, proposal=proposal, now=now)


def test_a_colleague_of_the_proposer_withdraws_nothing(proposal, employer, now):
    colleague = MandateFactory(authority=employer.authority).account

    with pytest.raises(NotAllowed):
        contact_proposals.withdraw(account=colleague, proposal=proposal, now=now)


# The change of a proven contact


def test_a_change_waits_for_its_code_and_the_present_contact_serves_until_then(person, decider, now):
    contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert present(person).email == "ancienne@exemple.test"
    assert queries.can_be_reached(person.pk, now)
    [letter] = letters(person, "contact_candidate")
    assert letter.to == NEW_EMAIL


def test_the_code_puts_the_new_contact_in_its_place_after_the_delay_and_tells_both(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert type_code(person, proposal, now).verdict is Verdict.VERIFIED

    contact = present(person)
    assert (contact.email, contact.settled_at, contact.changed_by) == (NEW_EMAIL, now + CONTACT_CHANGE_DELAY, decider)
    assert {letter.to for letter in letters(person, "contact_changed")} == {"ancienne@exemple.test", NEW_EMAIL}
    proposal.refresh_from_db()
    assert (proposal.state, proposal.email) == (ProposalState.APPLIED, "")


def test_a_first_value_settles_at_once_and_tells_nobody(now, db):
    person = PractitionerFactory()
    account = MandateFactory(authority=person.authority).account
    proposal = contact_proposals.change(account=account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    type_code(person, proposal, now)

    assert present(person).settled_at == now
    assert letters(person, "contact_changed") == []


def test_the_code_of_a_mobile_arrives_there_and_its_page_by_the_present_email(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=MOBILE, value=NEW_MOBILE, now=now)

    [sms], [mail] = letters(person, "contact_candidate"), letters(person, "contact_candidate_page")
    assert (sms.to, mail.to) == (NEW_MOBILE, "ancienne@exemple.test")
    assert "/coordonnees/" not in sms.text
    assert not re.search(r"\b\d{6}\b", mail.text)
    question = contact_answer.question_of(token_of(mail))
    assert contact_answer.verify(question=question, code=code_of(sms), now=now).verdict is Verdict.VERIFIED
    assert present(person, MOBILE).value == NEW_MOBILE
    assert proposal.pk == question.proposal.pk


def test_without_an_email_a_mobile_is_refused_whole(now, db):
    person = PractitionerFactory()
    account = MandateFactory(authority=person.authority).account

    with pytest.raises(ContactRefused) as refusal:
        contact_proposals.change(account=account, practitioner=person, kind=MOBILE, value=NEW_MOBILE, now=now)

    assert refusal.value.reason == "email_first"
    assert not ContactProposal.objects.exists()
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("value", ["ancienne@exemple.test", "Ancienne@Exemple.test"])
def test_the_same_value_is_no_change(person, decider, value, now):
    with pytest.raises(ContactRefused) as refusal:
        contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=value, now=now)

    assert refusal.value.reason == "same"


def test_one_change_runs_at_a_time_for_each_kind(person, decider, now):
    contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    with pytest.raises(ContactRefused) as refusal:
        contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value="c@exemple.test", now=now)
    contact_proposals.change(account=decider, practitioner=person, kind=MOBILE, value=NEW_MOBILE, now=now)

    assert refusal.value.reason == "running"


def test_a_late_proposal_does_not_stand_in_the_way(person, decider, now):
    contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    later = now + CONTACT_PROPOSAL_LIFETIME

    contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value="c@exemple.test", now=later)

    assert sorted(ContactProposal.objects.values_list("state", flat=True)) == ["ACCEPTED", "EXPIRED"]


def test_a_person_is_not_written_to_without_end(person, employer, now):
    for round_ in range(CONTACT_SENDINGS_A_DAY):
        made = contact_proposals.propose(
            account=employer.account, practitioner=person, kind=EMAIL, value=f"n{round_}@exemple.test", now=now
        )
        contact_proposals.withdraw(account=employer.account, proposal=made, now=now)

    with pytest.raises(ContactRefused) as refusal:
        contact_proposals.propose(account=employer.account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    assert refusal.value.reason == "quota"


def test_a_new_code_waits_a_minute_and_kills_the_former(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    [first] = letters(person, "contact_candidate")
    later = now + timedelta(minutes=2)

    assert contact_proposals.send_again(account=decider, proposal=proposal, now=now) is Sending.TOO_SOON
    assert contact_proposals.send_again(account=decider, proposal=proposal, now=later) is Sending.SENT
    if code_of(first) != code_of(letters(person, "contact_candidate")[-1]):
        question = question_of(proposal, Link.PROVE)
        assert contact_answer.verify(question=question, code=code_of(first), now=later).verdict is Verdict.WRONG


# Proposals


def test_the_holder_is_asked_where_they_can_be_reached_and_nothing_changes(person, employer, proposal):
    asked = letters(person, "contact_proposed")

    assert [letter.to for letter in asked] == ["ancienne@exemple.test", "+33639980042"]
    assert all(employer.authority.name in letter.text and NEW_EMAIL not in letter.text for letter in asked)
    assert letters(person, "contact_candidate") == []
    assert present(person).email == "ancienne@exemple.test"


def test_contacts_that_do_not_serve_yet_decide_nothing(employer, person, now):
    person.contact_points.filter(kind=EMAIL).update(settled_at=now + timedelta(hours=1))
    person.contact_points.filter(kind=MOBILE).update(verified_by="ATTESTED")

    contact_proposals.propose(account=employer.account, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert letters(person, "contact_proposed") == []


def test_the_holder_says_yes_and_types_the_code(person, employer, proposal, now):
    question = contact_answer.question_of(token_of(letters(person, "contact_proposed")[0]))

    assert contact_answer.accept(question=question, now=now)
    assert type_code(person, proposal, now).verdict is Verdict.VERIFIED

    contact = present(person)
    assert (contact.email, contact.changed_by, contact.settled_at) == (
        NEW_EMAIL,
        employer.account,
        now + CONTACT_CHANGE_DELAY,
    )
    assert employer.authority.name in letters(person, "contact_changed")[0].text


def test_the_link_that_goes_with_a_code_decides_nothing(proposal, now):
    question = question_of(proposal, Link.PROVE)

    assert not contact_answer.accept(question=question, now=now)
    assert not contact_answer.refuse(question=question, now=now)
    assert question.state(now) == "closed"
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_the_holder_says_no(person, proposal, now):
    assert contact_answer.refuse(question=question_of(proposal), now=now)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.email) == (ProposalState.REFUSED, "")
    assert not contact_answer.accept(question=question_of(proposal), now=now)
    assert present(person).email == "ancienne@exemple.test"


def test_the_authority_of_the_person_accepts_and_the_code_still_decides(person, decider, proposal, now):
    contact_proposals.accept(account=decider, proposal=proposal, now=now)

    assert present(person).email == "ancienne@exemple.test"
    assert type_code(person, proposal, now).verdict is Verdict.VERIFIED
    assert present(person).changed_by == decider


def test_the_authority_refuses_with_a_reason_that_the_proposer_is_told(decider, employer, proposal, now):
    with pytest.raises(ContactRefused) as refusal:
        contact_proposals.refuse(account=decider, proposal=proposal, reason="  \n", now=now)
    contact_proposals.refuse(account=decider, proposal=proposal, reason="Adresse d’un\nproche", now=now)

    assert refusal.value.reason == "no_reason"
    told = correspondence.open_letter(OutboundMessage.objects.get(event="contact_proposal_refused"))
    assert told.to == employer.account.email
    assert "Adresse d’un proche" in told.text
    assert NEW_EMAIL not in told.text
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.email) == (ProposalState.REFUSED, "Adresse d’un proche", "")


def test_the_proposer_withdraws_until_somebody_decides(employer, decider, proposal, now):
    contact_proposals.withdraw(account=employer.account, proposal=proposal, now=now)

    for verb in (contact_proposals.accept, contact_proposals.withdraw):
        with pytest.raises(ContactRefused):
            verb(account=decider, proposal=ContactProposal.objects.get(), now=now)
    assert not contact_answer.accept(question=question_of(proposal), now=now)


def test_what_nobody_decides_is_forgotten(proposal, now):
    assert contact_proposals.expire(limit=10, now=now) == 0
    assert contact_proposals.expire(limit=10, now=now + CONTACT_PROPOSAL_LIFETIME) == 1

    proposal.refresh_from_db()
    assert (proposal.state, proposal.email) == (ProposalState.EXPIRED, "")


# Codes


def test_wrong_codes_are_counted_and_the_last_one_locks(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    right = code_of(letters(person, "contact_candidate")[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    question = question_of(proposal, Link.PROVE)

    outcomes = [contact_answer.verify(question=question, code=wrong, now=now).tries_left for _ in range(3)]

    assert outcomes == [2, 1, 0]
    assert contact_answer.verify(question=question, code=right, now=now).verdict is Verdict.LOCKED
    assert question_of(proposal).state(now) == "locked"
    assert present(person).email == "ancienne@exemple.test"


def test_a_late_code_is_worth_nothing(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert type_code(person, proposal, now + timedelta(minutes=15)).verdict is Verdict.EXPIRED


def test_a_code_after_the_withdrawal_is_worth_nothing(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    contact_proposals.withdraw(account=decider, proposal=proposal, now=now)

    assert type_code(person, proposal, now).verdict is Verdict.EXPIRED
    assert present(person).email == "ancienne@exemple.test"


@pytest.mark.parametrize("token", ["", "x", "x" * 3000, "é\0", "a:b:c"])
def test_a_link_of_nobody_asks_nothing(token, db):
    assert contact_answer.question_of(token) is None


def test_the_link_of_an_undo_is_no_link_of_a_proposal(person):
    assert contact_answer.question_of(undo_token(present(person))) is None


# Undo


def test_the_holder_undoes_a_change_and_both_addresses_are_told(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    type_code(person, proposal, now)
    token = letters(person, "contact_changed")[0].text.split("/annuler/")[1].split("/")[0]
    later = now + timedelta(hours=47)

    assert contact_undo.undo(token=token, now=later) is contact_undo.Undoing.UNDONE

    assert present(person).email == "ancienne@exemple.test"
    assert queries.can_be_reached(person.pk, later)
    assert {letter.to for letter in letters(person, "contact_change_undone")} == {"ancienne@exemple.test", NEW_EMAIL}
    assert not person.contact_conflicts.exists()
    assert contact_undo.undo(token=token, now=later) is contact_undo.Undoing.TOO_LATE


# Who touched a contact does not hand over


def test_two_changes_in_a_row_leave_the_holder_a_word_and_a_way_back(person, decider, now):
    between, last = "entre@exemple.test", "derniere@exemple.test"
    for minutes, value in enumerate([between, last]):
        moment = now + timedelta(minutes=minutes)
        change = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=value, now=moment)
        type_code(person, change, moment)

    told = [letter.to for letter in letters(person, "contact_changed")]
    outcome = contact_undo.undo(token=undo_token(present(person)), now=now + timedelta(hours=1))

    assert sorted(told) == sorted(["ancienne@exemple.test", between, "ancienne@exemple.test", between, last])
    assert outcome is contact_undo.Undoing.UNDONE
    assert (present(person).value, present(person).settled_at <= now) == ("ancienne@exemple.test", True)


def test_a_question_left_at_a_contact_that_was_replaced_decides_nothing_any_more(person, decider, employer, now):
    proposal = contact_proposals.propose(
        account=employer.account, practitioner=person, kind=MOBILE, value=NEW_MOBILE, now=now
    )
    change = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    later = now + timedelta(minutes=1)
    type_code(person, change, later)

    assert not contact_answer.accept(question=question_of(proposal), now=later)
    assert not contact_answer.refuse(question=question_of(proposal), now=later)
    assert question_of(proposal).state(later) == "closed"
    contact_proposals.accept(account=decider, proposal=proposal, now=later)
    assert question_of(proposal).state(later) == "waiting"


def test_who_changed_or_proposed_a_contact_lately_does_not_hand_over(person, decider, now):
    colleague = MandateFactory(authority=person.authority).account
    assert permissions.may_hand_over(decider, person, now)

    contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    assert not permissions.may_hand_over(decider, person, now)
    assert permissions.may_hand_over(colleague, person, now)
    assert not permissions.may_hand_over(decider, person, now + timedelta(days=29))
    assert permissions.may_hand_over(decider, person, now + timedelta(days=30))


def test_who_withdrew_a_change_that_nobody_proved_has_touched_nothing(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)
    contact_proposals.withdraw(account=decider, proposal=proposal, now=now)

    assert permissions.may_hand_over(decider, person, now)


def test_an_employer_never_hands_over(person, employer, now):
    assert not permissions.may_hand_over(employer.account, person, now)


# Traces


def test_neither_trail_nor_closed_rows_hold_a_contact(person, decider, employer, proposal, now):
    contact_proposals.accept(account=decider, proposal=proposal, now=now)
    type_code(person, proposal, now)

    events = AuditEvent.objects.filter(practitioner=person)
    assert {event.action for event in events} == {
        "directory.contact_proposed",
        "directory.contact_proposal_accepted",
        "directory.contact_changed",
    }
    assert NEW_EMAIL not in repr([event.details for event in events])
    assert NEW_EMAIL not in repr(list(ContactProposal.objects.values()))


# Races


@pytest.mark.django_db(transaction=True)
def test_two_registrars_at_once_open_one_proposal(person, decider, now):
    def propose():
        try:
            return contact_proposals.change(
                account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now
            ).state
        except ContactRefused as refusal:
            return refusal.reason

    assert sorted(run_at_once(propose, propose)) == ["ACCEPTED", "running"]


@pytest.mark.django_db(transaction=True)
def test_the_right_code_typed_twice_at_once_makes_one_contact(person, decider, now):
    proposal = contact_proposals.change(account=decider, practitioner=person, kind=EMAIL, value=NEW_EMAIL, now=now)

    verdicts = [outcome.verdict for outcome in run_at_once(*[lambda: type_code(person, proposal, now)] * 2)]

    assert verdicts.count(Verdict.VERIFIED) == 1
    assert ContactPoint.objects.filter(kind=EMAIL).count() == 2


@pytest.mark.django_db(transaction=True)
def test_holder_and_authority_at_once_decide_once(person, decider, now):
    proposal = ContactProposalFactory(practitioner=person)

    def refuse():
        try:
            contact_proposals.refuse(account=decider, proposal=proposal, reason="non", now=now)
        except ContactRefused:
            return False
        return True

    outcomes = run_at_once(refuse, lambda: contact_answer.accept(question=question_of(proposal), now=now))

    assert sum(outcomes) == 1
