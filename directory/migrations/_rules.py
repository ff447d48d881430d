"""What the database enforces beyond the models' own constraints, run by the first migration.

FOUNDATIONS come before the tables, AFTER_TABLES once they stand.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from directory.migrations import _search
from directory.migrations._api_calls import API_CALLS
from directory.migrations._audit import AUDIT
from directory.migrations._loads import LOADS
from directory.migrations._mandates import MANDATES
from directory.migrations._nomenclatures import NOMENCLATURES

# unaccent() is not immutable because its dictionary could change; naming the dictionary makes it safe to say so.
_SEARCH_KEY = """
CREATE FUNCTION search_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN trim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^a-z0-9]+', ' ', 'g'));
"""

# People, and mandates' authorities, inherit "test" from their authority: no page and no load can part them.
_TEST_FOLLOWS_AUTHORITY = """
ALTER TABLE directory_registrationauthority
    ADD CONSTRAINT authority_and_its_test_flag UNIQUE (id, is_test);
ALTER TABLE directory_practitioner
    ADD CONSTRAINT test_people_belong_to_test_authorities
    FOREIGN KEY (authority_id, is_test) REFERENCES directory_registrationauthority (id, is_test)
    DEFERRABLE INITIALLY DEFERRED;
"""
_TEST_FOLLOWS_AUTHORITY_BACK = """
ALTER TABLE directory_practitioner DROP CONSTRAINT test_people_belong_to_test_authorities;
ALTER TABLE directory_registrationauthority DROP CONSTRAINT authority_and_its_test_flag;
"""

# Order numbers of the RPPS (10 digits, without key): test authorities allot in 997, others elsewhere. A sequence never
# gives a number back, even when the transaction that asked fails: no number serves twice. A deployment that was given
# another range says so once with ALTER SEQUENCE.
_RPPS_NUMBERS = """
CREATE SEQUENCE rpps_test_order AS bigint MINVALUE 9975000000 MAXVALUE 9978999999 START 9975000000 NO CYCLE;
CREATE SEQUENCE rpps_order AS bigint MINVALUE 8500000000 MAXVALUE 8599999999 START 8500000000 NO CYCLE;
"""
_RPPS_NUMBERS_BACK = """
DROP SEQUENCE rpps_order;
DROP SEQUENCE rpps_test_order;
"""

# The instant of the last change is the database's to write: no statement, of a page or of a load, can forget it.
_LAST_CHANGE = """
CREATE FUNCTION write_last_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER last_change BEFORE UPDATE ON directory_{table} FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION write_last_change();
"""
    for table in ("practitionerrole", "organization", "healthcareservice", "equipment")
)
_LAST_CHANGE_BACK = """
DROP FUNCTION write_last_change() CASCADE;
"""

# Room in every block: a changed row finds its new version a place beside the old one, and no index is written.
_ROOM = "".join(
    f"ALTER TABLE directory_{table} SET (fillfactor = 90);\n"
    for table in ("practitioner", "professionalexercise", "practitionerrole")
)
_ROOM_BACK = _ROOM.replace("SET (fillfactor = 90)", "RESET (fillfactor)")

# A function keeps the plan of its first call. History joins the rows of a statement with their former versions: planned
# for no row, it would compare each with each, and the twenty thousand rows of a daily load would take a minute.
_HISTORY = r"""
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid::regprocedure FROM pg_proc
        WHERE proname LIKE 'pgtrigger\_update\_%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', one);
    END LOOP;
END $$;
"""

HISTORY = migrations.RunSQL(_HISTORY, migrations.RunSQL.noop)

FOUNDATIONS = [
    TrigramExtension(),
    UnaccentExtension(),
    migrations.RunSQL(_SEARCH_KEY, "DROP FUNCTION search_key(text)"),
]

AFTER_TABLES = [
    migrations.RunSQL(_RPPS_NUMBERS, _RPPS_NUMBERS_BACK),
    migrations.RunSQL(_TEST_FOLLOWS_AUTHORITY, _TEST_FOLLOWS_AUTHORITY_BACK),
    migrations.RunSQL(_LAST_CHANGE, _LAST_CHANGE_BACK),
    migrations.RunSQL(_ROOM, _ROOM_BACK),
    HISTORY,
    *LOADS,
    *API_CALLS,
    *NOMENCLATURES,
    *_search.OPERATIONS,
    *MANDATES,
    *AUDIT,
]
