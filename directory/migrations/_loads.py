"""What loads of extracts keep beside the directory, in a schema of its own; run by the first migration.

Unlogged: nothing here is worth a log. After a crash of the server it is empty, and the next load reads its file whole.
"""

from django.db import migrations

# memory_…: the usable lines of the last file of each kind; memory_of: which load wrote it. stage: what `staged` holds.
_LOADING = """
CREATE SCHEMA loading;
CREATE UNLOGGED TABLE loading.memory_of (kind varchar(10) PRIMARY KEY, load_id bigint NOT NULL);
CREATE UNLOGGED TABLE loading.stage (
    load_id bigint PRIMARY KEY,
    memory_load_id bigint,
    environments boolean[] NOT NULL
);
""" + "".join(
    f"""
CREATE UNLOGGED TABLE loading.memory_{kind} (person text NOT NULL, digest uuid NOT NULL);
"""
    for kind in ("activities", "expertises", "diplomas", "restricted")
)

LOADS = [migrations.RunSQL(_LOADING, "DROP SCHEMA loading CASCADE")]
