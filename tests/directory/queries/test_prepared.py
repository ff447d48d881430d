"""A statement that is written once answers as the queryset that it was written from."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import QuerySet

from directory import queries
from directory.models import Practitioner
from tests.factories.directory import PractitionerFactory, RegistrationAuthorityFactory

pytestmark = pytest.mark.django_db

OF = ["%directory_registrationauthority%family_name%"]


def of_authority(name: str, now: datetime) -> QuerySet[Practitioner]:
    eligible = queries.eligible_practitioners(now).select_related("authority")
    return eligible.filter(authority__name=name, created_at__lt=now).order_by("family_name")


def test_its_rows_are_those_of_the_queryset_with_related_rows(now, django_assert_num_queries):
    first, second = (RegistrationAuthorityFactory(name=name) for name in ("Ordre %s", "l'Agence"))
    for authority in (first, second):
        PractitionerFactory(practising=True, authority=authority, family_name="B")
        PractitionerFactory(practising=True, authority=authority, family_name="A")
    prepared = queries.Prepared(of_authority, name=str, now=datetime)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    prepared.rows(name="", now=now)

    for authority in (first, second):
        with django_assert_num_queries(1):
            rows = prepared.rows(name=authority.name, now=later)
            assert [row.authority.name for row in rows] == [authority.name] * 2

        assert rows == list(of_authority(authority.name, later))
        assert prepared.first(name=authority.name, now=later) == rows[0]
    assert prepared.first(name="nobody", now=later) is None


def test_the_local_day_of_an_instant_follows_it():
    PractitionerFactory(practising=True, deceased_date=date(2026, 3, 17))
    prepared = queries.Prepared(queries.eligible_practitioners, now=datetime)

    before = prepared.rows(now=datetime(2026, 3, 16, 22, 59, tzinfo=UTC))  # 23:59 in Paris
    after = prepared.rows(now=datetime(2026, 3, 16, 23, 0, tzinfo=UTC))

    assert (len(before), len(after)) == (1, 0)


def test_a_value_that_the_statement_does_not_hold_is_a_mistake(now):
    prepared = queries.Prepared(lambda now, name: queries.eligible_practitioners(now), now=datetime, name=str)

    with pytest.raises(LookupError, match="no name"):
        prepared.rows(now=now, name="x")


def test_a_connection_plans_a_statement_once():
    prepared = queries.Prepared(of_authority, name=str, now=datetime)

    for year in (2100, 2101, 2102):
        prepared.rows(name="somebody", now=datetime(year, 1, 1, tzinfo=UTC))

    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", OF)
        assert cursor.fetchall() == [(3, 0)]


def test_a_statement_written_by_hand_takes_its_values_by_name(django_assert_num_queries):
    values = {"one": "%s 100%", "two": 2}

    with django_assert_num_queries(1), queries.run("SELECT %(one)s, %(two)s, %(one)s, '5 %%'", values) as cursor:
        found = cursor.fetchone()

    assert found == ("%s 100%", 2, "%s 100%", "5 %")
