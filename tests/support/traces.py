"""Whether a secret is left in clear, in a file or in any row of a database."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from activation.policy import CODE_DIGITS
from config import embedded

_CODE = re.compile(r"\b(\d{3}) ?(\d{3})\b")
_TOKEN = re.compile(r"[/#=.?]([A-Za-z0-9_-]{16,})")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def secrets_in(message: str) -> set[str]:
    """The codes of a message, and the secret parts of its links."""
    codes = {"".join(found) for found in _CODE.findall(message)}
    return codes | set(_TOKEN.findall(_UUID.sub("", message)))


def leaks(secrets: set[str], place: str, content: str) -> list[str]:
    """Where a secret is found: as it is, or as the bytes that PostgreSQL writes in hexadecimal digits.

    Six digits are no secret inside a longer word, nor after the point of an instant.
    """
    return [f"{place}: a secret of {len(secret)} characters" for secret in secrets if _holds(content, secret)]


def _holds(content: str, secret: str) -> bool:
    if len(secret) == CODE_DIGITS:
        return re.search(rf"(?<![\w.]){secret}(?!\w)", content) is not None
    return secret in content or secret.encode().hex() in content


def tables(data_dir: Path) -> Iterator[tuple[str, str]]:
    """Every table of the embedded database of a DATA_DIR: its name, and all its rows as a dump writes them."""
    address = embedded.connection_settings(data_dir)
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], user=address["USER"], dbname=address["NAME"]
    ) as connection:
        names = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in names:
            statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(schema, name))
            with connection.cursor().copy(statement) as rows:
                yield name, b"".join(bytes(row) for row in rows).decode()


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a folder: its name, and its content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_text(errors="replace")
