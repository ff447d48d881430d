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

# What the restricted file writes, null where it cannot be read: generated columns want immutable functions that never
# fail. Mobile numbers of the overseas departments are written as if they were of the mainland: each has its country.
_WRITTEN = r"""
CREATE FUNCTION loading.date_written(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN value ~ '^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/(18|19|20)[0-9]{2}$' THEN
    CASE WHEN left(value, 2)::int <= extract(day FROM
            make_date(right(value, 4)::int, substr(value, 4, 2)::int, 1) + interval '1 month -1 day')
        THEN make_date(right(value, 4)::int, substr(value, 4, 2)::int, left(value, 2)::int)
    END
END;
CREATE FUNCTION loading.email_written(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN length(value) <= 254 AND value ~ ('^[A-Za-z0-9!#$%&''*+/=?^_`{}~-]+([.][A-Za-z0-9!#$%&''*+/=?^_`{}~-]+)*'
        || '@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]{2,63}$')
    THEN value
END;
CREATE FUNCTION loading.mobile_written(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT CASE
        WHEN digits ~ '^0(690|691)[0-9]{6}$' THEN '+590' || substr(digits, 2)
        WHEN digits ~ '^0694[0-9]{6}$' THEN '+594' || substr(digits, 2)
        WHEN digits ~ '^069[67][0-9]{6}$' THEN '+596' || substr(digits, 2)
        WHEN digits ~ '^0(692|693)[0-9]{6}$' THEN '+262' || substr(digits, 2)
        WHEN digits ~ '^0[67][0-9]{8}$' THEN '+33' || substr(digits, 2)
        WHEN digits ~ '^[+]33' THEN CASE WHEN digits ~ '^[+]33[67][0-9]{8}$' THEN digits END
        WHEN digits ~ '^[+][1-9][0-9]{6,14}$' THEN digits
    END
    FROM (SELECT regexp_replace(regexp_replace(regexp_replace(value, '[ ().-]', '', 'g'), '^00', '+'),
        '^[+]330', '+33') AS digits) AS plain
);
"""

LOADS = [migrations.RunSQL(_LOADING + _WRITTEN, "DROP SCHEMA loading CASCADE")]
