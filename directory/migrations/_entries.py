"""The rows that searches read, computed from the directory: one statement, for some people or for all.

`refresh_directory_entries(ids, day)` writes those of some people as of a day and adds the words of their names;
`refresh_all_entries()` writes all of them anew, in the order of names, so that a page of a list lies in a few pages
of the disk. It holds the table for itself until its transaction ends: for a first load and for repairs.
`recount_name_words()` counts again how many people carry each word.
"""

# ruff: noqa: S608 - statements are put together from constants of this file

from django.db import migrations

# chr(31) separates terms while they are put together: no code and no name holds it.
_SEPARATOR = "chr(31)"
_TODAY = "(now() AT TIME ZONE 'Europe/Paris')::date"


def _to_come(*columns: str) -> str:
    """The first of these dates that is still to come."""
    return f"least({', '.join(f'CASE WHEN {column} > today THEN {column} END' for column in columns)})"


# Begun and not ended; nor struck off
_RUNS = "({0}.valid_from IS NULL OR {0}.valid_from <= today) AND ({0}.valid_until IS NULL OR {0}.valid_until > today)"
_IN_FORCE = "(x.struck_off_date IS NULL OR x.struck_off_date > today)"


def _words(family: str, given: str) -> str:
    """The words of a name as terms: each, all of them glued, and each of the family name glued to the next."""
    return f"""concat_ws({_SEPARATOR},
            'n:' || replace(nullif(trim({family} || ' ' || {given}), ''), ' ', {_SEPARATOR} || 'n:'),
            CASE WHEN {given} LIKE '% %' THEN 'n:' || replace({given}, ' ', '') END,
            CASE WHEN {family} LIKE '% %' THEN 'n:' || replace({family}, ' ', '') END,
            CASE WHEN {family} LIKE '% % %' THEN (
                SELECT string_agg('n:' || pair.word || pair.following, {_SEPARATOR}) FROM (
                    SELECT word, lead(word) OVER (ORDER BY place) AS following
                    FROM unnest(string_to_array({family}, ' ')) WITH ORDINALITY AS parts (word, place)) pair
                WHERE pair.following IS NOT NULL) END)"""


def _entries(exercises: str, people: str, others: str) -> str:
    """One row a person, as directory_directoryentry wants it, on the day that `today` holds.

    Arguments: which exercises x, people p, and rows e of enrolments and of contacts.
    """
    return f"""
SELECT p.id, n.family_key, n.given_key, p.is_test,
    (p.deceased_date IS NULL OR p.deceased_date > today)
        AND (coalesce(exercises.registered, false) OR coalesce(roles.open, false))
        AND NOT EXISTS (SELECT FROM directory_fusion u WHERE u.absorbed_id = p.id AND u.undone_at IS NULL) AS is_listed,
    string_to_array(concat_ws({_SEPARATOR},
        {_words("n.family_key", "n.given_key")},
        CASE WHEN p.is_test THEN 'w:t' ELSE 'w:r' END,
        'a:' || p.authority_id, exercises.terms, expertises.terms, roles.terms, enrolments.terms,
        coalesce(contacts.terms, 'v:n')),
        {_SEPARATOR}) AS terms,
    least({_to_come("p.deceased_date")}, exercises.change, expertises.change, roles.change) AS changes_on
FROM directory_practitioner p
CROSS JOIN LATERAL (
    SELECT search_key(p.family_name) AS family_key, search_key(p.given_names) AS given_key OFFSET 0) n
LEFT JOIN (
    SELECT x.practitioner_id AS id,
        min({_to_come("x.valid_from", "x.valid_until", "x.struck_off_date")}) AS change,
        bool_or(x.order_code <> '' AND {_RUNS.format("x")} AND {_IN_FORCE}) AS registered,
        string_agg(concat_ws({_SEPARATOR},
            CASE WHEN {_RUNS.format("x")} AND {_IN_FORCE} THEN 'p:' || nullif(x.profession_code, '') END,
            'k:' || nullif(x.order_code, ''),
            CASE WHEN (x.practice_family_name, x.practice_given_name) IS DISTINCT FROM (q.family_name, q.given_names)
                THEN {_words("search_key(x.practice_family_name)", "search_key(x.practice_given_name)")} END),
            {_SEPARATOR}) AS terms
    FROM directory_professionalexercise x
    JOIN directory_practitioner q ON q.id = x.practitioner_id
    WHERE {exercises} GROUP BY x.practitioner_id) exercises ON exercises.id = p.id
LEFT JOIN (
    SELECT x.practitioner_id AS id, min({_to_come("s.given_up_date")}) AS change,
        string_agg('x:' || s.code, {_SEPARATOR}) AS terms
    FROM directory_expertise s
    JOIN directory_professionalexercise x ON x.id = s.exercise_id
    WHERE {exercises} AND s.code <> '' AND (s.given_up_date IS NULL OR s.given_up_date > today)
        AND {_RUNS.format("x")} AND {_IN_FORCE}
    GROUP BY x.practitioner_id) expertises ON expertises.id = p.id
LEFT JOIN (
    SELECT x.practitioner_id AS id,
        min({_to_come("r.valid_from", "r.valid_until")}) AS change,
        bool_or(runs.now) AS open,
        string_agg(concat_ws({_SEPARATOR},
            'r:' || nullif(o.region_code, ''),
            CASE WHEN runs.now THEN concat_ws({_SEPARATOR},
                'o:' || nullif(r.role_code, ''), 's:' || o.id, 'c:' || nullif(o.commune_code, ''),
                'z:' || nullif(o.postal_code, ''), 'd:' || nullif(o.department_code, ''),
                'q:' || nullif(x.profession_code, '') || ':' || nullif(o.department_code, '')) END),
            {_SEPARATOR}) AS terms
    FROM directory_practitionerrole r
    JOIN directory_professionalexercise x ON x.id = r.exercise_id
    LEFT JOIN directory_organization o ON o.id = r.organization_id
    CROSS JOIN LATERAL (SELECT {_RUNS.format("r")} AND {_RUNS.format("x")} AND {_IN_FORCE} AS now) runs
    WHERE {exercises} GROUP BY x.practitioner_id) roles ON roles.id = p.id
LEFT JOIN (
    SELECT e.practitioner_id AS id, string_agg('a:' || e.authority_id, {_SEPARATOR}) AS terms
    FROM directory_enrolment e WHERE {others} GROUP BY e.practitioner_id) enrolments ON enrolments.id = p.id
LEFT JOIN (
    SELECT e.practitioner_id AS id,
        CASE WHEN bool_or(e.verified_at IS NULL OR e.verified_by = 'ATTESTED') THEN 'v:w' WHEN count(*) = 2 THEN 'v:p'
            ELSE 'v:n' END AS terms
    FROM directory_contactpoint e WHERE {others} AND e.ended_at IS NULL
    GROUP BY e.practitioner_id) contacts ON contacts.id = p.id
WHERE {people}
"""


_WRITTEN = ("family_key", "given_key", "is_test", "is_listed", "terms", "changes_on")
_COLUMNS = f"(practitioner_id, {', '.join(_WRITTEN)})"


def _each(prefix: str) -> str:
    return ", ".join(f"{prefix}{column}" for column in _WRITTEN)


_REFRESH = f"""
CREATE FUNCTION refresh_directory_entries(ids bigint[], today date DEFAULT {_TODAY}) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO directory_directoryentry AS kept {_COLUMNS}
    {_entries("x.practitioner_id = ANY (ids)", "p.id = ANY (ids)", "e.practitioner_id = ANY (ids)")}
    ORDER BY p.id
    ON CONFLICT (practitioner_id) DO UPDATE
        SET ({_each("")}) = ROW({_each("excluded.")})
        WHERE ({_each("kept.")}) IS DISTINCT FROM ({_each("excluded.")});
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
DECLARE
    today CONSTANT date := {_TODAY};
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

# Words stay when nobody carries them any more: somebody may be about to. Small differences are nobody's concern.
_RECOUNT = """
CREATE FUNCTION recount_name_words() RETURNS bigint LANGUAGE sql SET work_mem = '256MB' AS $$
    WITH counted AS (
        SELECT substr(term, 3) AS word, count(*) AS people
        FROM directory_directoryentry, unnest(terms) AS term WHERE starts_with(term, 'n:') GROUP BY 1),
    mended AS (
        UPDATE directory_nameword known SET person_count = counted.people FROM counted
        WHERE counted.word = known.word AND abs(known.person_count - counted.people) * 10 > counted.people
        RETURNING 1)
    SELECT count(*) FROM mended;
$$;
"""

# How many of the most frequent terms the planner knows by name: professions, roles, departments, frequent names
_STATISTICS = "ALTER TABLE directory_directoryentry ALTER COLUMN terms SET STATISTICS 400;"

OPERATIONS = [
    migrations.RunSQL(_REFRESH, "DROP FUNCTION refresh_directory_entries(bigint[], date)"),
    migrations.RunSQL(_REFRESH_ALL, "DROP FUNCTION refresh_all_entries()"),
    migrations.RunSQL(_RECOUNT, "DROP FUNCTION recount_name_words()"),
    migrations.RunSQL(_STATISTICS, "ALTER TABLE directory_directoryentry ALTER COLUMN terms SET STATISTICS -1"),
]
