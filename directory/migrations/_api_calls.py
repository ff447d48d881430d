"""The last calls of every application that reads the API: what the limit on calls a second is measured on.

Unlogged: a call that is counted waits for no disk, and after a crash of the server nothing is left to count.
"""

from django.db import migrations

# recent: instants of the last calls that were let in, oldest first, as many as the limit at most. Pages are left
# almost empty, so that the new version of a row stays beside the old one and no index is touched.
_CALLS = """
CREATE UNLOGGED TABLE directory_apicalls (
    client_id bigint PRIMARY KEY,
    recent timestamptz[] NOT NULL
) WITH (fillfactor = 10);
"""

API_CALLS = [migrations.RunSQL(_CALLS, "DROP TABLE directory_apicalls")]
