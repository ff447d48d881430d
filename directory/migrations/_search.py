"""What keeps searches true: each change of a person refreshes their entry and the instant of their last change.

One trigger a statement, silent while `directory.loading` is on: a load refreshes by itself, once, at its end.
"""

# ruff: noqa: S608 - statements are put together from constants of this file

from django.db import migrations

from directory.migrations import _entries, _sound

# What is told of activities follows their person and their profession: who dies, is struck off or is found to be
# somebody else changes them. Silent: the caller refreshes what finds the person.
_TOUCH = """
CREATE FUNCTION touch_activities(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('directory.loading', true), '');
BEGIN
    PERFORM set_config('directory.loading', 'on', true);
    UPDATE directory_practitionerrole SET updated_at = now() WHERE updated_at < now() AND exercise_id IN (
        SELECT id FROM directory_professionalexercise WHERE practitioner_id = ANY (ids));
    PERFORM set_config('directory.loading', before, true);
END $$;
"""

# The people of a statement, their rows locked in one order before anything is read: of two statements about the same
# people the second waits, then sees what the first one wrote. updated_at is kept out of history, and a statement that changes it alone concerns nobody: nothing goes round.
_RENEW = """
CREATE FUNCTION renew_people(ids bigint[], refreshed boolean, touched boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM directory_practitioner WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    IF touched THEN
        UPDATE directory_practitioner SET updated_at = now() WHERE id = ANY (ids) AND updated_at < now();
    END IF;
    IF refreshed THEN
        PERFORM refresh_directory_entries(ids);
    END IF;
END $$;
"""

_EVENTS = """
CREATE TRIGGER renew_after_insert AFTER INSERT ON directory_{table}
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_after_{table}();
CREATE TRIGGER renew_after_update AFTER UPDATE ON directory_{table}
    REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_after_{table}();
CREATE TRIGGER renew_after_delete AFTER DELETE ON directory_{table}
    REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION renew_after_{table}();
"""

# people: the primary keys of the people that rows t of the table speak of.
_FOLLOW = (
    """
CREATE FUNCTION renew_after_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF current_setting('directory.loading', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        ids := ARRAY(SELECT DISTINCT person FROM changed t, {people} WHERE person IS NOT NULL);
    ELSIF TG_OP = 'DELETE' THEN
        ids := ARRAY(SELECT DISTINCT person FROM former t, {people} WHERE person IS NOT NULL);
    ELSE
        ids := ARRAY(
            SELECT person FROM (SELECT n.* FROM former o JOIN changed n ON n.id = o.id WHERE o.* IS DISTINCT FROM n.*) t,
                {people} WHERE person IS NOT NULL
            UNION
            SELECT person FROM (SELECT o.* FROM former o JOIN changed n ON n.id = o.id WHERE o.* IS DISTINCT FROM n.*) t,
                {people} WHERE person IS NOT NULL);
    END IF;
    IF cardinality(ids) > 0 THEN
        PERFORM renew_people(ids, {refreshed}, {touched});
        {activities}
    END IF;
    RETURN NULL;
END $$;
"""
    + _EVENTS
)

_OWN = "LATERAL (SELECT t.practitioner_id AS person) whose"
_OF_EXERCISE = """LATERAL (
    SELECT x.practitioner_id AS person FROM directory_professionalexercise x WHERE x.id = t.exercise_id) whose"""
_OF_BOTH = "LATERAL (VALUES (t.kept_id), (t.absorbed_id)) AS whose(person)"

# table, whose, whether it changes what finds them, whether it is a change of what is public about them; of
# _ACTIVITIES_FOLLOW also whether their activities change with it
_FOLLOWED = (
    ("professionalexercise", _OWN, True, True),
    ("practitionerrole", _OF_EXERCISE, True, True),
    ("expertise", _OF_EXERCISE, True, True),
    ("diploma", _OWN, False, True),
    ("practiceauthorization", _OWN, False, True),
    ("mailbox", _OWN, False, True),
    ("smartcard", _OWN, False, True),
    ("formeridentifier", _OWN, False, True),
    ("fusion", _OF_BOTH, True, True),
    ("enrolment", _OWN, True, False),
    ("contactpoint", _OWN, True, False),
)

_ACTIVITIES_FOLLOW = ("professionalexercise", "fusion")

_PERSON = (
    """
CREATE FUNCTION renew_after_practitioner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM directory_directoryentry WHERE practitioner_id IN (SELECT id FROM former);
    ELSIF current_setting('directory.loading', true) = 'on' THEN
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM renew_people(ARRAY(SELECT id FROM changed), true, false);
    ELSE
        ids := nullif(ARRAY(
            SELECT n.id FROM former o JOIN changed n ON n.id = o.id
            WHERE (o.family_name, o.given_names, o.civility_code, o.national_id, o.identifier_type, o.identifier,
                    o.authority_id, o.authority_code, o.is_test, o.deceased_date)
                IS DISTINCT FROM (n.family_name, n.given_names, n.civility_code, n.national_id, n.identifier_type,
                    n.identifier, n.authority_id, n.authority_code, n.is_test, n.deceased_date)), '{{}}');
        PERFORM renew_people(ids, true, true);
        PERFORM touch_activities(ids);
    END IF;
    RETURN NULL;
END $$;
"""
    + _EVENTS
).format(table="practitioner")

# A structure that moves takes its people along; nothing else about it finds them.
_PLACE = """
CREATE FUNCTION renew_after_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('directory.loading', true) = 'on' THEN
        RETURN NULL;
    END IF;
    PERFORM renew_people(nullif(ARRAY(
        SELECT DISTINCT x.practitioner_id
        FROM former o
        JOIN changed n ON n.id = o.id
        JOIN directory_practitionerrole r ON r.organization_id = n.id
        JOIN directory_professionalexercise x ON x.id = r.exercise_id
        WHERE (o.region_code, o.department_code, o.postal_code, o.commune_code)
            IS DISTINCT FROM (n.region_code, n.department_code, n.postal_code, n.commune_code)), '{}'), true, false);
    RETURN NULL;
END $$;
CREATE TRIGGER renew_after_update AFTER UPDATE ON directory_organization
    REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_after_organization();
"""

_TRIGGERS = _TOUCH + _RENEW + _PERSON + _PLACE
for _table, _people, _refreshed, _touched in _FOLLOWED:
    _TRIGGERS += _FOLLOW.format(
        table=_table,
        people=_people,
        refreshed=str(_refreshed).lower(),
        touched=str(_touched).lower(),
        activities="PERFORM touch_activities(ids);" if _table in _ACTIVITIES_FOLLOW else "",
    )

_BACK = "DROP FUNCTION renew_people(bigint[], boolean, boolean); DROP FUNCTION touch_activities(bigint[]);" + "".join(
    f"DROP FUNCTION renew_after_{table}() CASCADE;"
    for table in ("practitioner", "organization", *(row[0] for row in _FOLLOWED))
)

OPERATIONS = [*_sound.OPERATIONS, *_entries.OPERATIONS, migrations.RunSQL(_TRIGGERS, _BACK)]
