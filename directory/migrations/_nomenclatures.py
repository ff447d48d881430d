"""Each change of codes raises the revision of their table: processes that remember labels ask for it."""

# ruff: noqa: S608 - a constant of this file

from django.db import migrations

# A row a table, taken in the order of names: two transactions that change the same tables wait, never block.
_COUNT = """
CREATE FUNCTION count_code_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO directory_codetable AS held (name, oid, canonical, version, file_name, revision)
    SELECT DISTINCT ON ("table") "table", oid, '', '', '', 1 FROM changed ORDER BY "table", oid DESC
    ON CONFLICT (name) DO UPDATE SET revision = held.revision + 1;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER code_change_on_{event.lower()} AFTER {event} ON directory_concept
    REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_code_change();
"""
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
)

NOMENCLATURES = [migrations.RunSQL(_COUNT, "DROP FUNCTION count_code_change() CASCADE")]
