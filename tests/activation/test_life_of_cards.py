"""Whatever happens to a person and their cards, in whatever order: what must always hold.

A machine lives random lives and keeps its own, simpler, account of them; the product must agree at every step.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from activation.errors import CardIsOver
from activation.models import ActivationRequest, VirtualCard
from activation.policy import PIN_TRIES, WORKING_CARDS
from activation.vocabulary import CardEndReason, CardStanding
from activation.workflows import expiry, lifecycle, other_cards, reminders, rights
from activation.workflows.binding import BindCall, BindOutcome, Device, bind
from activation.workflows.card_use import standing, verify_pin
from activation.workflows.confirmation import confirm
from activation.workflows.former_card import Former
from activation.workflows.pepper_rotation import wrap_pins
from directory.models import AuditEvent, OutboundMessage, PractitionerRole
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerFactory
from tests.factories.qualifications import SmartCardFactory
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF, Phone

BEGINNING = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
DEVICE = Device(name="Firefox sur Android", platform="Android", app_version="1")
CONTACTS = 2  # of the person: each fact is told to both
# What the trail says happened, and the notice of it. An opening that a bind answers, a wrong PIN: told to nobody.
NOTICES = {
    "activation.bound": "activation_done",
    "activation.card_locked": "activation_card_locked",
    "activation.card_revoked": "activation_card_revoked",
    "activation.card_replaced": "activation_card_replaced",
    "activation.card_suspended": "activation_card_suspended",
    "activation.card_resumed": "activation_card_resumed",
    "activation.card_expired": "activation_card_expired",
    "activation.card_approved": "activation_card_approved",
    "activation.reminded": "activation_card_ends_soon",
    "activation.right_lost": "activation_right_lost",
    "activation.right_regained": "activation_right_regained",
}
WAITS = st.sampled_from(
    [timedelta(seconds=30), timedelta(minutes=9), timedelta(hours=2), timedelta(days=20), timedelta(days=1090)]
)

TRIES = st.sampled_from(
    [(True, False, True), (False, False, True, False), (False, False, False, True), (True, False, False, False, True)]
)


class LifeOfCards(RuleBasedStateMachine):
    """One person, their activations and their cards."""

    opened = Bundle("opened")
    confirmed = Bundle("confirmed")
    cards = Bundle("cards")

    def __init__(self):
        super().__init__()
        self.house = transaction.atomic()
        self.house.__enter__()
        self.now = BEGINNING
        self.person = PractitionerFactory(ready=True)
        self.registrar = AccountFactory()
        MandateFactory(account=self.registrar, authority=self.person.authority)
        self.is_open = True
        self.wrong = Counter()  # wrong PINs in a row, by card
        self.stopped = set()  # locked or over: no PIN is ever right again
        self.made_by = {}  # the card of each activation
        self.peppers = override_settings(PIN_PEPPERS=dict(django_settings.PIN_PEPPERS))
        self.peppers.enable()

    def teardown(self):
        """The next life begins in an empty house."""
        self.peppers.disable()
        transaction.set_rollback(True)
        self.house.__exit__(None, None, None)

    # Activations

    @rule(target=opened)
    def open(self):
        return self.open_one()

    @rule(activation=opened)
    def type_a_wrong_code(self, activation):
        assert confirm(activation_id=activation, ticket=TICKET, code="000000", now=self.now).confirmation is None

    @rule(target=confirmed, activation=consumes(opened))
    def type_both_codes(self, activation):
        row = ActivationRequest.objects.get(pk=activation)
        confirmation = confirm(activation_id=activation, ticket=TICKET, code=CODE, now=self.now).confirmation
        if confirmation is None:
            return multiple()
        assert row.attempt_count < 3
        assert row.expires_at > self.now
        return activation, confirmation

    @initialize(target=cards)
    def begin_with_a_card(self):
        return self.bind_once(self.type_both_codes_of(self.open_one()), is_former=False)

    @rule(target=cards, is_former=st.booleans())
    def activate(self, is_former):
        """All at once, as people do; two cards later the codes may be somebody else's."""
        return self.bind_once(self.type_both_codes_of(self.open_one()), is_former=is_former)

    @rule(target=cards, wish=confirmed, is_former=st.booleans())
    def bind(self, wish, is_former):
        return self.bind_once(wish, is_former=is_former)

    def open_one(self):
        return ActivationRequestFactory(practitioner=self.person, opened_at=self.now).pk

    def type_both_codes_of(self, activation):
        return activation, confirm(activation_id=activation, ticket=TICKET, code=CODE, now=self.now).confirmation

    def bind_once(self, wish, *, is_former):
        """Bind, and the very same call again. The newest card that is not over speaks for the new one, if asked to."""
        activation, confirmation = wish
        held = next(iter(VirtualCard.objects.not_over().filter(practitioner=self.person).order_by("-created_at")), None)
        call = BindCall(
            binding=confirmation.binding,
            pin_proof=PIN_PROOF,
            device=DEVICE,
            proof=Phone().binding_proof(activation, confirmation.nonce, self.now),
            former=Former(card_id=held.pk, pin_proof=PIN_PROOF) if is_former and held else Former(),
        )
        verdict = bind(activation_id=activation, call=call, now=self.now)
        again = bind(activation_id=activation, call=call, now=self.now)
        if verdict.outcome is not BindOutcome.BOUND:
            return multiple()
        assert self.is_open
        assert activation not in self.made_by
        assert again.card == verdict.card
        self.made_by[activation] = verdict.card.pk
        if call.former.card_id:
            self.wrong[held.pk] = 0
            self.stopped.add(held.pk)
        return verdict.card.pk

    # Use

    def use(self, card_id, proof):
        """As every door does: under the lock of the card, standing first, then the PIN."""
        with transaction.atomic():
            card = VirtualCard.objects.select_for_update(of=("self",)).get(pk=card_id)
            if standing(card, self.now) is not CardStanding.ACTIVE:
                return None
            return verify_pin(card_id=card_id, pin_proof=proof, now=self.now)

    @rule(card=cards, tries=TRIES)
    def type_pins(self, card, tries):
        """True: the right one."""
        for is_right in tries:
            verdict = self.use(card, PIN_PROOF if is_right else WRONG_PIN_PROOF)
            if verdict is None:
                continue
            assert self.is_open
            assert card not in self.stopped
            assert verdict.is_right == is_right
            self.wrong[card] = 0 if is_right else self.wrong[card] + 1
            assert verdict.attempts_left == PIN_TRIES - self.wrong[card]
            if self.wrong[card] == PIN_TRIES:
                self.stopped.add(card)

    @rule(card=cards, other=cards)
    def approve_another(self, card, other):
        verdict = other_cards.approve_other(card_id=card, other_id=other, pin_proof=PIN_PROOF, now=self.now)
        if verdict.outcome is other_cards.OtherOutcome.DONE:
            assert self.is_open
            assert card not in self.stopped
            self.wrong[card] = 0

    # Ends and rests

    @rule(card=cards, reason=st.sampled_from([CardEndReason.LOST, CardEndReason.AUTHORITY]))
    def revoke(self, card, reason):
        self._by_authority(card, lifecycle.revoke_by_authority, reason=reason)
        self.stopped.add(card)

    @rule(card=cards)
    def suspend(self, card):
        self._by_authority(card, lifecycle.suspend, reason="inquiry")

    @rule(card=cards)
    def resume(self, card):
        self._by_authority(card, lifecycle.resume)

    def _by_authority(self, card, act, **more):
        with suppress(CardIsOver):
            act(account=self.registrar, card_id=card, now=self.now, **more)

    # The directory, the clock, the operator

    @rule()
    def close_the_right(self):
        PractitionerRole.objects.filter(exercise__practitioner=self.person).update(valid_until=BEGINNING.date())
        self.is_open = False

    @rule()
    def open_the_right_again(self):
        PractitionerRole.objects.filter(exercise__practitioner=self.person).update(valid_until=None)
        self.is_open = True

    @rule()
    def oppose_the_physical_card(self):
        SmartCardFactory(practitioner=self.person, blocked_date=self.now.date())
        made_before = VirtualCard.objects.filter(practitioner=self.person, created_at__date__lt=self.now.date())
        self.stopped |= set(made_before.values_list("pk", flat=True))

    @rule(wait=WAITS)
    def wait(self, wait):
        self.now += wait

    @rule()
    def sweep(self):
        expiry.expire_requests(limit=100, now=self.now)
        expiry.expire_cards(limit=100, now=self.now)
        reminders.remind_of_ends(limit=100, now=self.now)
        rights.look_at_rights(limit=100, now=self.now)

    @rule()
    def rotate_the_pepper(self):
        peppers = django_settings.PIN_PEPPERS
        peppers[f"pepper-{len(peppers)}"] = bytes([len(peppers)]) * 32
        wrap_pins(limit=100)

    # What always holds

    @invariant()
    def one_ticket_makes_one_card_at_most(self):
        made = VirtualCard.objects.filter(practitioner=self.person).values_list("pk", flat=True)
        assert sorted(made) == sorted(self.made_by.values())

    @invariant()
    def three_cards_work_at_most(self):
        assert VirtualCard.objects.working(self.now).filter(practitioner=self.person).count() <= WORKING_CARDS

    @invariant()
    def no_card_of_an_ineligible_person_is_usable(self):
        for card in VirtualCard.objects.filter(practitioner=self.person):
            may = standing(card, self.now)
            assert self.is_open or may is not CardStanding.ACTIVE
            assert card.pk not in self.stopped or may is not CardStanding.ACTIVE

    @invariant()
    def every_fact_is_told_to_both_contacts_and_nothing_else_is(self):
        facts = Counter(AuditEvent.objects.filter(practitioner=self.person).values_list("action", flat=True))
        messages = Counter(OutboundMessage.objects.filter(practitioner=self.person).values_list("event", flat=True))
        expected = {NOTICES[action]: CONTACTS * count for action, count in facts.items() if action in NOTICES}
        assert dict(messages) == expected


@pytest.mark.django_db
def test_what_must_hold_holds_whatever_happens():
    run_state_machine_as_test(
        LifeOfCards,
        settings=settings(
            max_examples=15,
            phases=(Phase.explicit, Phase.generate),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
