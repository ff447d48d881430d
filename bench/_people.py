"""People by the million for measurements, drawn by the database itself: names, professions, places, structures.

Family names follow the law of real ones: the first is borne by two people in a thousand, most by fewer than ten.
"""

# ruff: noqa: S608 - statements are put together from constants of this file

import random
import time
from typing import Any

from directory.extract.sample.names import COMPOUND_FAMILY_NAMES, FAMILY_NAMES, GIVEN_NAMES
from directory.vocabulary.departments import all_departments

FAMILY_COUNT = 400_000
GIVEN_COUNT = 6_000
# profession, order, share in thousandths
PROFESSIONS = (
    ("60", "ONI", 350),
    ("10", "CNOM", 130),
    ("70", "CNOMK", 55),
    ("40", "ONCD", 25),
    ("21", "CNOP", 40),
    ("50", "CNOSF", 13),
    ("80", "CNOPP", 8),
    ("91", "", 12),
    ("93", "", 40),
    ("86", "", 9),
    ("51", "", 30),
    ("31", "", 288),
)


def _words(text: str) -> list[str]:
    return text.split(" ")


_SYLLABLES = _words(
    "ba be bi bo bou bra bre cha che cor cou da de del di do du fa fe flo fon ga ge gi gou gra ja jo la "
    "le li lou ma me mi mon mou na ne no pa pe pi por ra re ri ro rou sa se si sou ta te ti tou va ve vi vol"
)
_ENDINGS = _words("rd nt l ud ux tte lle r n s c z ier eau et in on ot as ez ault ac")


def _family_names(count: int) -> list[str]:
    rng = random.Random("families")
    names = dict.fromkeys(name.upper() for name in (*FAMILY_NAMES, *COMPOUND_FAMILY_NAMES))
    while len(names) < count:
        syllables = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((1, 2, 2, 2, 3))))
        name = (syllables + rng.choice(_ENDINGS)).upper()
        if rng.random() < 0.04:
            name = f"{name}-{rng.choice(FAMILY_NAMES).upper()}"
        elif rng.random() < 0.03:
            name = f"{rng.choice(('LE', 'DE', 'DE LA', 'EL'))} {name}"
        names.setdefault(name)
    return list(names)[:count]


def _given_names(count: int) -> list[str]:
    rng = random.Random("given")
    usual = [name for names in GIVEN_NAMES.values() for name in names]
    rng.shuffle(usual)
    names = dict.fromkeys(usual)
    while len(names) < count:
        name = "".join(rng.choice(_SYLLABLES) for _ in range(2)) + rng.choice(("ne", "n", "l", "tte", "a", "o"))
        names.setdefault(f"{rng.choice(usual)}-{name.title()}" if rng.random() < 0.1 else name.title())
    return list(names)[:count]


def _zipf(count: int, flatness: int) -> str:
    """SQL for a rank from 1 to count: the smaller the likelier."""
    ratio = (count + flatness) / flatness
    return f"least({count}, 1 + floor({flatness} * (power({ratio}::float8, random()) - 1))::int)"


def _insert(cursor: Any, table: str, values: dict[str, str], source: str) -> None:
    """One set of rows; columns of text that are not named stay empty."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO' AND"
        " column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'"
        " AND data_type IN ('character varying', 'text')",
        [table],
    )
    columns = {name: "''" for (name,) in cursor.fetchall()} | values
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} {source}")


def make_people(connection: Any, people: int) -> float:
    """Fill an empty directory with so many people and ready entries. Returns the seconds that the entries took."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SELECT setseed(0.42)")
        _lists(cursor)
        _authorities(cursor)
        structures = max(200, people // 4)
        _structures(cursor, structures)
        _persons(cursor, people, structures)
        cursor.execute("RESET session_replication_role")
        cursor.execute(
            "ANALYZE directory_practitioner, directory_professionalexercise, directory_practitionerrole,"
            " directory_organization"
        )
        begun = time.perf_counter()
        cursor.execute("SELECT refresh_all_entries()")
        return time.perf_counter() - begun


def _lists(cursor: Any) -> None:
    for table, names in (("family", _family_names(FAMILY_COUNT)), ("given", _given_names(GIVEN_COUNT))):
        cursor.execute(f"CREATE TEMP TABLE {table} (rank int PRIMARY KEY, name text)")
        cursor.execute(f"INSERT INTO {table} SELECT o, n FROM unnest(%s::text[]) WITH ORDINALITY AS t(n, o)", [names])
    cursor.execute("CREATE TEMP TABLE place (rank int PRIMARY KEY, department text, region text)")
    rows = [row for row in all_departments().values() if row.region_code]
    cursor.execute(
        "INSERT INTO place SELECT row_number() OVER (), d, r FROM unnest(%s::text[], %s::text[]) AS t(d, r)",
        [
            [row.code for row in rows for _ in range(_weight(row.code))],
            [row.region_code for row in rows for _ in range(_weight(row.code))],
        ],
    )


def _weight(department: str) -> int:
    """Paris and a few others hold many, Mayotte and Lozère few."""
    heavy = {
        "75": 80,
        "13": 45,
        "59": 50,
        "69": 45,
        "33": 35,
        "31": 30,
        "44": 25,
        "34": 25,
        "35": 20,
        "92": 30,
        "94": 25,
    }
    light = {"48": 1, "976": 1, "973": 2, "23": 1, "15": 1, "90": 1, "975": 1}
    return heavy.get(department, light.get(department, 8))


def _authorities(cursor: Any) -> None:
    _insert(
        cursor,
        "directory_registrationauthority",
        {"code": "c", "kind": "k", "name": "c", "region_code": "''", "is_test": "false"},
        "FROM (VALUES ('CNOM','ORDER'), ('ONI','ORDER'), ('CNOSF','ORDER'), ('ANS','NATIONAL')) AS t(c, k)",
    )
    regions = {row.agency_code: row.region_code for row in all_departments().values() if row.region_code}
    for agency, region in regions.items():
        values = {"code": f"'{agency}'", "kind": "'REGIONAL'", "name": f"'{agency}'", "is_test": "false"}
        _insert(cursor, "directory_registrationauthority", values | {"region_code": f"'{region}'"}, "")


def _structures(cursor: Any, count: int) -> None:
    cursor.execute("SELECT count(*) FROM place")
    places = cursor.fetchone()[0]
    _insert(
        cursor,
        "directory_organization",
        {
            "technical_id": "'R' || (10000000000000 + i)",
            "kind": "'SITE'",
            "finess": "lpad((100000000 + i)::text, 9, '0')",
            "legal_name": "(ARRAY['PHARMACIE','CABINET','CENTRE HOSPITALIER','EHPAD','CLINIQUE','MAISON DE SANTE'])"
            "[1 + i % 6] || ' ' || f.name",
            "trade_name": "''",
            "department_code": "p.department",
            "region_code": "p.region",
            "postal_code": "left(p.department || lpad((i % 60)::text, 3, '0'), 5)",
            "commune_code": "left(p.department || lpad((i % 300)::text, 3, '0'), 5)",
            "is_test": "false",
        },
        f"FROM (SELECT i, 1 + floor(random() * {places})::int AS place, {_zipf(FAMILY_COUNT, 50)} AS named"
        f" FROM generate_series(1, {count}) i OFFSET 0) s JOIN place p ON p.rank = s.place"
        " JOIN family f ON f.rank = s.named",
    )


def _persons(cursor: Any, people: int, structures: int) -> None:
    cursor.execute("SELECT min(id) FROM directory_organization")
    first = cursor.fetchone()[0]
    draws = ", ".join(f"({i}, '{code}', '{order}')" for i, (code, order) in enumerate(_shares()))
    cursor.execute(f"CREATE TEMP TABLE profession AS SELECT * FROM (VALUES {draws}) AS t(rank, code, order_code)")
    cursor.execute("ALTER TABLE profession ADD PRIMARY KEY (rank)")
    cursor.execute(
        f"CREATE TEMP TABLE person AS SELECT i, {_zipf(FAMILY_COUNT, 50)} AS family, {_zipf(GIVEN_COUNT, 40)} AS given,"
        f" floor(random() * 1000)::int AS profession, random() AS luck FROM generate_series(1, {people}) i"
    )
    _insert(
        cursor,
        "directory_practitioner",
        {
            "id": "i",
            "identifier_type": "'8'",
            "identifier": "(10000000000 + i)::text",
            "national_id": "'8' || (10000000000 + i)",
            "family_name": "f.name",
            "given_names": "g.name",
            "authority_id": "coalesce(a.id, (SELECT id FROM directory_registrationauthority WHERE code = 'ANS'))",
            "is_test": "false",
            "created_at": "now()",
        },
        "FROM person JOIN family f ON f.rank = family JOIN given g ON g.rank = given"
        " JOIN profession p ON p.rank = profession"
        " LEFT JOIN directory_registrationauthority a ON a.code = p.order_code",
    )
    _insert(
        cursor,
        "directory_professionalexercise",
        {
            "id": "i",
            "practitioner_id": "i",
            "profession_code": "p.code",
            "category_code": "'C'",
            "order_code": "p.order_code",
            "practice_family_name": "f.name",
            "practice_given_name": "g.name",
        },
        "FROM person JOIN family f ON f.rank = family JOIN given g ON g.rank = given"
        " JOIN profession p ON p.rank = profession",
    )
    # Half of the activities are in one structure in ten: hospitals
    _insert(
        cursor,
        "directory_practitionerrole",
        {
            "exercise_id": "i",
            "organization_id": f"{first} + CASE WHEN luck < 0.5 THEN floor(random() * {structures} / 10)::int * 10"
            f" ELSE floor(random() * {structures})::int END",
            "mode_code": "'S'",
            "role_code": "(ARRAY['313','322','FON-01','FON-02'])[1 + i % 4]",
        },
        "FROM (SELECT * FROM person UNION ALL SELECT * FROM person WHERE luck < 0.15) s",
    )
    _insert(
        cursor,
        "directory_expertise",
        {"exercise_id": "i", "type_code": "'S'", "code": "'SM' || lpad((i % 60)::text, 2, '0')"},
        "FROM person JOIN profession p ON p.rank = profession WHERE p.code = '10'",
    )
    # One in a hundred carried an ADELI number before
    _insert(
        cursor,
        "directory_formeridentifier",
        {
            "practitioner_id": "i",
            "national_id": "'0' || (100000000 + i)",
            "origin": "'CORRESPONDENCE'",
            "quality": "1",
        },
        "FROM person WHERE i % 100 = 0",
    )
    for table in ("practitioner", "professionalexercise"):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('directory_{table}', 'id'), {people} + 1)",
        )


def _shares() -> list[tuple[str, str]]:
    return [(code, order) for code, order, share in PROFESSIONS for _ in range(share)]
