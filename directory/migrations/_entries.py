"""The rows that searches read, computed from the directory: one statement, for some people or for all.

`refresh_directory_entries(ids)` writes those of some people and adds the words of their names;
`refresh_all_entries()` writes all of them anew, in the order of names, so that a page of a list lies in a few pages
of the disk. It holds the table for itself until its transaction ends: for a first load and for repairs.
"""

# ruff: noqa: S608 - statements are put together from constants of this file

from django.db import migrations

# chr(31) separates terms while they are put together: no code and no name holds it.
_SEPARATOR = "chr(31)"


def _entries(exercises: str, people: str, enrolments: str) -> str:
    """One row a person, as directory_directoryentry wants it. Arguments: which exercises x, people p, enrolments e."""
    return f"""
SELECT p.id, n.family_key, n.given_key, p.is_test,
    (p.deceased_date IS NULL OR p.deceased_date > day.today)
        AND (coalesce(exercises.registered, false) OR coalesce(roles.open, false))
        AND NOT EXISTS (SELECT FROM directory_fusion u WHERE u.absorbed_id = p.id AND u.undone_at IS NULL) AS is_listed,
    string_to_array(concat_ws({_SEPARATOR},
        'n:' || replace(nullif(n.family_key, ''), ' ', {_SEPARATOR} || 'n:'),
        'n:' || replace(nullif(n.given_key, ''), ' ', {_SEPARATOR} || 'n:'),
        CASE WHEN n.family_key LIKE '% %' THEN 'n:' || replace(n.family_key, ' ', '') END,
        CASE WHEN n.given_key LIKE '% %' THEN 'n:' || replace(n.given_key, ' ', '') END,
        CASE WHEN p.is_test THEN 'w:t' ELSE 'w:r' END,
        'a:' || p.authority_id, exercises.terms, expertises.terms, roles.terms, enrolments.terms), {_SEPARATOR}) AS terms
FROM directory_practitioner p
CROSS JOIN (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS today) day
CROSS JOIN LATERAL (
    SELECT search_key(p.family_name) AS family_key, search_key(p.given_names) AS given_key OFFSET 0) n
LEFT JOIN (
    SELECT x.practitioner_id AS id,
        bool_or(x.order_code <> '' AND (x.valid_from IS NULL OR x.valid_from <= d.today)
            AND (x.valid_until IS NULL OR x.valid_until > d.today)
            AND (x.struck_off_date IS NULL OR x.struck_off_date > d.today)) AS registered,
        string_agg(concat_ws({_SEPARATOR},
            CASE WHEN (x.valid_until IS NULL OR x.valid_until > d.today)
                AND (x.struck_off_date IS NULL OR x.struck_off_date > d.today)
                THEN 'p:' || nullif(x.profession_code, '') END,
            'k:' || nullif(x.order_code, ''),
            CASE WHEN (x.practice_family_name, x.practice_given_name) IS DISTINCT FROM (q.family_name, q.given_names)
                THEN 'n:' || replace(nullif(search_key(x.practice_family_name || ' ' || x.practice_given_name), ''),
                    ' ', {_SEPARATOR} || 'n:') END), {_SEPARATOR}) AS terms
    FROM directory_professionalexercise x
    JOIN directory_practitioner q ON q.id = x.practitioner_id
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS today) d
    WHERE {exercises} GROUP BY x.practitioner_id) exercises ON exercises.id = p.id
LEFT JOIN (
    SELECT x.practitioner_id AS id, string_agg('x:' || s.code, {_SEPARATOR}) AS terms
    FROM directory_expertise s
    JOIN directory_professionalexercise x ON x.id = s.exercise_id
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS today) d
    WHERE {exercises} AND s.code <> '' AND (s.given_up_date IS NULL OR s.given_up_date > d.today)
        AND (x.valid_until IS NULL OR x.valid_until > d.today)
        AND (x.struck_off_date IS NULL OR x.struck_off_date > d.today)
    GROUP BY x.practitioner_id) expertises ON expertises.id = p.id
LEFT JOIN (
    SELECT x.practitioner_id AS id,
        bool_or(runs.now AND (r.valid_from IS NULL OR r.valid_from <= d.today)
            AND (x.valid_from IS NULL OR x.valid_from <= d.today)) AS open,
        string_agg(concat_ws({_SEPARATOR},
            'r:' || nullif(o.region_code, ''),
            CASE WHEN runs.now THEN concat_ws({_SEPARATOR},
                'o:' || nullif(r.role_code, ''), 's:' || o.id, 'c:' || nullif(o.commune_code, ''),
                'z:' || nullif(o.postal_code, ''), 'd:' || nullif(o.department_code, '')) END),
            {_SEPARATOR}) AS terms
    FROM directory_practitionerrole r
    JOIN directory_professionalexercise x ON x.id = r.exercise_id
    LEFT JOIN directory_organization o ON o.id = r.organization_id
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS today) d
    CROSS JOIN LATERAL (SELECT (r.valid_until IS NULL OR r.valid_until > d.today)
        AND (x.valid_until IS NULL OR x.valid_until > d.today)
        AND (x.struck_off_date IS NULL OR x.struck_off_date > d.today) AS now) runs
    WHERE {exercises} GROUP BY x.practitioner_id) roles ON roles.id = p.id
LEFT JOIN (
    SELECT e.practitioner_id AS id, string_agg('a:' || e.authority_id, {_SEPARATOR}) AS terms
    FROM directory_enrolment e WHERE {enrolments} GROUP BY e.practitioner_id) enrolments ON enrolments.id = p.id
WHERE {people}
"""


_COLUMNS = "(practitioner_id, family_key, given_key, is_test, is_listed, terms)"

_REFRESH = f"""
CREATE FUNCTION refresh_directory_entries(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO directory_directoryentry AS kept {_COLUMNS}
    {_entries("x.practitioner_id = ANY (ids)", "p.id = ANY (ids)", "e.practitioner_id = ANY (ids)")}
    ORDER BY p.id
    ON CONFLICT (practitioner_id) DO UPDATE SET family_key = excluded.family_key, given_key = excluded.given_key,
        is_test = excluded.is_test, is_listed = excluded.is_listed, terms = excluded.terms
    WHERE (kept.family_key, kept.given_key, kept.is_test, kept.is_listed, kept.terms)
        IS DISTINCT FROM (excluded.family_key, excluded.given_key, excluded.is_test, excluded.is_listed, excluded.terms);
    INSERT INTO directory_nameword (word, sound, person_count)
    SELECT found.word, french_sound(found.word), found.people
    FROM (
        SELECT substr(term, 3) AS word, count(*) AS people
        FROM directory_directoryentry, unnest(terms) AS term
        WHERE practitioner_id = ANY (ids) AND starts_with(term, 'n:') GROUP BY 1) found
    WHERE NOT EXISTS (SELECT FROM directory_nameword known WHERE known.word = found.word)
    ORDER BY found.word
    ON CONFLICT DO NOTHING;
END $$;
"""

# The indexes are dropped and made anew, as the models describe them: twice as fast as keeping them while rows come.
_REFRESH_ALL = f"""
CREATE FUNCTION refresh_all_entries() RETURNS void
LANGUAGE plpgsql SET work_mem = '256MB' SET maintenance_work_mem = '512MB' AS $$
BEGIN
    DROP INDEX entry_by_name;
    DROP INDEX entry_by_terms;
    DROP INDEX name_word_by_sound;
    DROP INDEX name_word_frequent;
    TRUNCATE directory_directoryentry, directory_nameword;
    INSERT INTO directory_directoryentry {_COLUMNS}
    {_entries("true", "true", "true")}
    ORDER BY 2, 3;
    INSERT INTO directory_nameword (word, sound, person_count)
    SELECT found.word, french_sound(found.word), found.people
    FROM (
        SELECT substr(term, 3) AS word, count(*) AS people
        FROM directory_directoryentry, unnest(terms) AS term WHERE starts_with(term, 'n:') GROUP BY 1) found
    ORDER BY found.word;
    CREATE INDEX entry_by_name ON directory_directoryentry (family_key, given_key, practitioner_id);
    CREATE INDEX entry_by_terms ON directory_directoryentry USING gin (terms) WITH (fastupdate = off);
    CREATE INDEX name_word_by_sound ON directory_nameword (sound);
    CREATE INDEX name_word_frequent ON directory_nameword (word) WHERE person_count >= 100;
    ANALYZE directory_directoryentry, directory_nameword;
END $$;
"""

# How many of the most frequent terms the planner knows by name: professions, roles, departments, frequent names
_STATISTICS = "ALTER TABLE directory_directoryentry ALTER COLUMN terms SET STATISTICS 400;"

OPERATIONS = [
    migrations.RunSQL(_REFRESH, "DROP FUNCTION refresh_directory_entries(bigint[])"),
    migrations.RunSQL(_REFRESH_ALL, "DROP FUNCTION refresh_all_entries()"),
    migrations.RunSQL(_STATISTICS, "ALTER TABLE directory_directoryentry ALTER COLUMN terms SET STATISTICS -1"),
]
