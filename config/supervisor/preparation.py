"""What must be true before the first process starts: tables, static files, demo data, a first sign of the worker."""

import io
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.exceptions import OperationalError

from config import local_tls
from config.celery import app
from config.supervisor import card_proxy
from config.supervisor.output import Output


def prepare(output: Output) -> None:
    """Bring the database and the files up to the code; quick when nothing is to be done."""
    try:
        _make_certificates(output)
        _migrate(output)
        _collect_static_files(output)
        call_command("ensure_signing_keys", stdout=io.StringIO(), skip_checks=True)
        if settings.DEMO:
            _run(output, "demo")
        card_proxy.prepare(output)
    finally:
        _let_go_of_the_database()
    _ask_for_a_heartbeat(output)


def _make_certificates(output: Output) -> None:
    files = local_tls.files_in(settings.DATA_DIR)
    if settings.TLS and local_tls.make(files, now=timezone.now()):
        output.say("up", f"an authority for https was made: let browsers trust {files.authority}")


def _migrate(output: Output) -> None:
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        output.say("db", f"{len(plan)} migrations to apply")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)


def _collect_static_files(output: Output) -> None:
    """Only where the web server reads collected files; the demo serves them from where they are."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        output.say("up", f"static files are collected in {settings.STATIC_ROOT}")
        call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)


def _run(output: Output, command: str) -> None:
    said = io.StringIO()
    try:
        call_command(command, stdout=said, stderr=said, skip_checks=True)
    finally:
        output.say(command, said.getvalue())


def _let_go_of_the_database() -> None:
    """This process must not hold connections of a server that it may have to stop."""
    connections.close_all()


def _ask_for_a_heartbeat(output: Output) -> None:
    """A new timetable would let the worker wait for its first turn before it shows that it lives."""
    try:
        app.send_task("directory.beat", retry=False, expires=60)
    except (OperationalError, OSError) as refused:
        output.say("up", f"the broker does not answer ({refused}): the worker keeps trying")
