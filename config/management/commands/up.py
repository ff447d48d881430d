"""`manage.py up`: the whole product under one command. `make run` calls it."""

import signal
import sys
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand

from config import env
from config.embedded import EmbeddedPostgresError
from config.supervisor import lock, ports
from config.supervisor.changes import Changes
from config.supervisor.database import EmbeddedDatabase, wait_for_remote
from config.supervisor.output import Output
from config.supervisor.preparation import prepare
from config.supervisor.programs import layout, programs
from config.supervisor.refusals import CannotStartError
from config.supervisor.supervisor import Supervisor


class Command(BaseCommand):
    """Starts database, web, wallet, worker and demo service; stops them with Ctrl-C."""

    help = "Run the whole product: database, site, wallet, worker, scheduler, demo service."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in one line, exit code 1; a stop asked for is a success."""
        for name in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.default_int_handler)
        try:
            self._run(Output(sys.stdout))
        except KeyboardInterrupt:
            return
        except (CannotStartError, EmbeddedPostgresError, ImproperlyConfigured) as refusal:
            sys.exit(f"up: {refusal}")

    def _run(self, output: Output) -> None:
        here = layout()
        with ExitStack() as things:
            left_by = things.enter_context(lock.held(settings.DATA_DIR))
            if left_by is not None:
                output.say("up", f"process {left_by} ended without cleaning up: its lock is taken over")
            ports.require_free(here.host, [door.port for door in here.doors])
            database = self._database(things, output)
            prepare(output)
            supervisor = Supervisor(here, programs(here), database, output, env.BASE_DIR)
            things.callback(supervisor.stop)
            changes = Changes(env.BASE_DIR) if env.flag("RELOAD", default=False) else None
            supervisor.run(changes=changes)

    def _database(self, things: ExitStack, output: Output) -> EmbeddedDatabase | None:
        """The server to look after; None when DATABASE_URL names one that others look after."""
        if env.database("DATABASE_URL") is not None:
            wait_for_remote(output)
            return None
        database = EmbeddedDatabase(settings.DATA_DIR, output)
        things.callback(database.stop)
        database.start()
        return database
