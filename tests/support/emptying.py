"""Empties the database after a test that commits: what holds rows is deleted, the rest is left alone.

Django would truncate every table, which makes new files for some hundred tables and their indexes, then write every
permission again: seconds a test, where this takes hundredths.
"""

from functools import cache

from django.db import connection
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}  # what migrating wrote; no test changes it


def empty_quickly() -> None:
    """Have the database emptied in this way after every test that commits."""
    TransactionTestCase._fixture_teardown = lambda case: empty_database()


def empty_database() -> None:
    """Delete every row but those that migrating wrote. Triggers are silent: they would refuse, or write history."""
    with connection.cursor() as cursor:
        cursor.execute(_which_hold_rows())
        filled = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        if not filled:
            return
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            deletions = "".join(f"DELETE FROM {name}; " for name in filled)  # noqa: S608
            cursor.execute(f"SET session_replication_role = replica; {deletions}RESET session_replication_role")
        else:  # a server of somebody else's
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


@cache
def _which_hold_rows() -> str:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(name)})"  # noqa: S608
        for name in sorted(tables)
    )
