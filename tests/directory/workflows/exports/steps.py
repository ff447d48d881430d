"""What the tests of exports do again and again: ask, let the worker run, take, read."""

import csv
import io
from pathlib import Path

from directory.models import ExportForm, ExportKind
from directory.workflows import exports


def ask(mandate, now, form=ExportForm.CSV, kind=ExportKind.PEOPLE, **filters):
    return exports.ask(account=mandate.account, kind=kind, form=form, filters=filters, language="fr", now=now)


def run(job, now, **limits):
    for _ in range(100):
        job.refresh_from_db()
        if job.state not in {"WAITING", "RUNNING"}:
            break
        exports.advance(now=now, **limits)
    return job


def take(job, mandate, now):
    with exports.take(export_id=job.pk, account=mandate.account, now=now) as content:
        return Path(content.name)


def numbers_in(text):
    return sorted(row["Identification nationale PP"] for row in csv.DictReader(io.StringIO(text), delimiter=";"))
