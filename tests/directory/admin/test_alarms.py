"""Guessing is told to those who watch over the nation, on their day and in the log, and to nobody else."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.admin.trail import WORDS
from directory.models import AuditEvent
from directory.tasks import tell_alarms
from directory.workflows import alarms
from directory.workflows.alarms import Alarm
from tests.factories.directory import AuditEventFactory, MandateFactory, PractitionerFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


def lines(action, count, *, minutes=5, person=None, **details):
    return AuditEvent.objects.bulk_create(
        AuditEventFactory.build_batch(
            count,
            action=action,
            practitioner=person,
            actor=None,
            authority=None,
            occurred_at=timezone.now() - timedelta(minutes=minutes),
            details=details,
        )
    )


def told(client):
    page = client.get("/portail/")
    return [line.words for task in page.context["tasks"] if task["key"] == "alarms" for line in task["lines"]]


def test_wrong_codes_that_are_many_are_told_to_operators_and_auditors_with_their_way_to_the_trail():
    lines("activation.code_refused", 20)
    lines("activation.confirmed", 39)
    lines("activation.code_refused", 50, minutes=61)

    for role in ("operator", "auditor"):
        client = sign_in(MandateFactory(**{role: True}).account)
        assert told(client) == ["Codes erronés d’activations"]
        assert "/portail/journal/?action=activation.code_refused" in client.get("/portail/").content.decode()
        assert client.get("/portail/journal/?action=activation.code_refused").status_code == 200
    registrar = sign_in(MandateFactory().account)
    assert told(registrar) == []
    assert registrar.get("/portail/journee/alarms/").status_code == 404


def test_few_wrong_codes_or_few_beside_those_that_were_right_ring_nothing():
    operator = sign_in(MandateFactory(operator=True).account)
    lines("activation.code_refused", 19)
    assert told(operator) == []

    lines("activation.code_refused", 21)
    lines("activation.confirmed", 80)
    assert told(operator) == []


def test_only_the_lines_of_their_reason_count():
    operator = sign_in(MandateFactory(operator=True).account)
    lines("activation.opened", 20, refusal="unreachable")
    assert told(operator) == []

    lines("activation.opened", 20, refusal="quota")
    assert told(operator) == ["Activations demandées encore et encore pour les mêmes personnes"]


def test_an_operator_of_the_test_world_hears_of_that_one():
    lines("activation.pin_refused", 30, person=PractitionerFactory(real=True))

    assert told(sign_in(MandateFactory(operator=True).account)) == []


def test_the_log_tells_it_and_names_nobody(caplog):
    person = PractitionerFactory()
    lines("oidc.login_reported", 5, person=person)

    with caplog.at_level(logging.WARNING):
        assert tell_alarms() == 1

    assert "sign-in-reported: 5 wrong tries within the hour, beside 0 that succeeded" in caplog.text
    assert person.national_id not in caplog.text


def test_each_alarm_counts_actions_that_the_product_writes():
    for alarm in alarms._alarms.values():
        assert isinstance(alarm, Alarm)
        assert {*alarm.tries, *alarm.successes} <= set(WORDS), alarm.key
