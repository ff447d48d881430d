"""A file of staff of LINES people (500): read, checked, registered; beside plain INSERTs of as many people.

To reach: checked at 10 ms a line, registered at 60 ms a line, 5,000 lines read and previewed within
5 s of processor and 100 MB.
"""

import io
import os
import time
import tracemalloc

from bench._database import fresh_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

LINES = int(os.environ.get("LINES", "500"))
READ_LINES = 5_000
_SYLLABLES = ("ba", "co", "du", "fe", "gi", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "zi", "ma", "te")


def run() -> None:
    """Print seconds, milliseconds a line and ratios, in a database made for this run."""
    with fresh_database():
        _measure()


def _measure() -> None:
    from django.core.management import call_command  # noqa: PLC0415  # after setup

    call_command("migrate", verbosity=0)
    for name, content in (("CSV", _csv(READ_LINES)), ("XLSX", _workbook(READ_LINES))):
        _read(name, content)
    _register()


def _read(name: str, content: bytes) -> None:
    """Processor seconds and memory of reading and previewing a whole file, without the database."""
    from directory.sheets.cells import Vocabulary  # noqa: PLC0415
    from directory.sheets.reading import read_sheet  # noqa: PLC0415
    from directory.sheets.staff import ROLES, preview  # noqa: PLC0415

    words = Vocabulary.of({ROLES: [("313", "Aide-soignant")]})
    begun = time.process_time()
    lines = read_sheet(content)
    read = time.process_time() - begun
    preview([line.cells for line in lines], vocabulary=words, structures={}, only=1)
    previewed = time.process_time() - begun - read
    tracemalloc.start()
    kept = read_sheet(content)
    preview([line.cells for line in kept], vocabulary=words, structures={}, only=1)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(
        f"{len(lines):,} lines of {name}: read {read:.2f} s, previewed {previewed:.2f} s of processor "
        f"({previewed / len(lines) * 1000:.2f} ms a line), peak {peak:.0f} MB"
    )


def _register() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from directory.models import (  # noqa: PLC0415
        Account,
        Concept,
        Mandate,
        MandateRole,
        Organization,
        OutboundMessage,
        RegistrationAuthority,
        StaffImport,
    )
    from directory.workflows import enrolment, one_more_role, staff_imports  # noqa: PLC0415

    now = timezone.now()
    place = Organization.objects.create(technical_id="F750000001", finess="750000001", is_test=True)
    authority = RegistrationAuthority.objects.create(
        code="ENREG", kind="LOCAL", name="Bench", organization=place, is_test=True
    )
    for table, code in (("TRE_R85-RolePriseCharge", "313"), ("TRE_R22-GenreActivite", "GENR01")):
        Concept.objects.get_or_create(table=table, code=code, defaults={"label": code})
    account = Account.objects.create_user("bench@annuaire.test", is_staff=True)
    Mandate.objects.create(account=account, authority=authority, role=MandateRole.REGISTRAR, valid_from=now)
    verbs = staff_imports.Verbs(enrol=enrolment.enrol, add_role=one_more_role.add_role)
    given = staff_imports.receive(
        account=account, authority_id=authority.pk, file_name="bench.csv", content=_csv(LINES), now=now
    )

    def advance() -> float:
        begun = time.perf_counter()
        while staff_imports.advance(now=now, verbs=verbs):
            OutboundMessage.objects.all().delete()  # as if each had left at once
        return time.perf_counter() - begun

    checked = advance()
    staff_imports.confirm(import_id=given.pk, account=account, now=now)
    registered = advance()
    outcome = dict(StaffImport.objects.filter(pk=given.pk).values_list("state", "line_count"))
    done = given.lines.filter(state="DONE").count()
    plain = _plain_inserts(LINES, authority.pk)
    print(f"{LINES} lines {outcome}, {done} registered; milliseconds a line, and times a plain INSERT of a person")
    for words, seconds in (("read and checked", checked), ("registered", registered), ("plain INSERT", plain)):
        print(f"{words:<18}{seconds / LINES * 1000:>8.2f}{seconds / plain:>8.1f}")


def _plain_inserts(count: int, authority_id: int) -> float:
    """Seconds of as many people written one by one, each in its transaction, with nothing else."""
    from django.db import connection  # noqa: PLC0415

    begun = time.perf_counter()
    with connection.cursor() as cursor:
        for number in range(count):
            identifier = f"997999{number:05d}"
            cursor.execute(
                "INSERT INTO directory_practitioner (national_id, identifier_type, identifier, civility_code,"
                " family_name, given_names, authority_id, authority_code, is_test, created_at) VALUES"
                " (%s, '8', %s, '', 'PLAIN', 'Ana', %s, '', true, now())",
                [f"8{identifier}", identifier, authority_id],
            )
    return time.perf_counter() - begun


def _people(count: int) -> list[list[str]]:
    return [
        [
            "".join(_SYLLABLES[(number // 16**place) % 16] for place in range(4)).upper(),
            _SYLLABLES[number % 16].capitalize() + _SYLLABLES[number // 7 % 16],
            f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/{1960 + number % 45}",
            "F",
            "",
            f"personne-{number}@exemple.test",
            f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
            "",
            "313",
            "",
            "GENR01",
            time.strftime("%d/%m/%Y"),
            "",
        ]
        for number in range(count)
    ]


def _csv(count: int) -> bytes:
    from directory.sheets.columns import HEADINGS  # noqa: PLC0415

    return "\r\n".join(";".join(row) for row in [list(HEADINGS.values()), *_people(count)]).encode()


def _workbook(count: int) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415

    from directory.sheets.columns import HEADINGS  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [list(HEADINGS.values()), *_people(count)]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
