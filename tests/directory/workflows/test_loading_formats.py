"""The same file in every form that official files have had is the same directory."""

import pytest

from directory.extract.layouts import FileKind
from directory.extract.sample.people import write_samples
from directory.models import CivilIdentity, ContactPoint, Diploma, ExtractLoad, LoadState
from tests.support.extracts import load, load_by_force, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

KINDS = (FileKind.ACTIVITIES, FileKind.EXPERTISES, FileKind.DIPLOMAS, FileKind.RESTRICTED)


def crlf(text):
    return text.replace("\n", "\r\n").encode()


def without_last_separator(text):
    return "\n".join(line.removesuffix("|") for line in text.splitlines()).encode()


def shouted_header(text):
    header, _end, rest = text.partition("\n")
    return f"{header.upper()}\n{rest}".encode()


def with_an_unknown_column(text):
    return "".join(
        f"{'Nouveauté' if number == 0 else 'x'}|{line}" for number, line in enumerate(text.splitlines(keepends=True))
    ).encode()


def columns_turned_round(text):
    lines = [line.removesuffix("|").split("|")[::-1] for line in text.splitlines()]
    return "".join("|".join([*line, ""]) + "\n" for line in lines).encode()


FORMS = {
    "latin-1": lambda text: text.encode("latin-1", "replace"),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "carriage returns": crlf,
    "no last separator": without_last_separator,
    "capital headers": shouted_header,
    "an unknown column": with_an_unknown_column,
    "another order": columns_turned_round,
}


@pytest.fixture
def texts(tmp_path):
    paths = {kind: tmp_path / f"{kind}.txt" for kind in KINDS}
    outs = {kind: path.open("wb") for kind, path in paths.items()}
    write_samples(outs, people=30, seed=11)
    for out in outs.values():
        out.close()
    return {kind: path.read_text(encoding="utf-8") for kind, path in paths.items()}


def everything():
    return [*snapshot(), *(list(model.objects.order_by("pk").values()) for model in (Diploma, CivilIdentity))]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_every_kind_says_the_same(texts, tmp_path, form, now):
    for text in texts.values():
        path = tmp_path / "plain.txt"
        path.write_text(text, encoding="utf-8")
        assert load(path, now).state == LoadState.FINISHED
    before, contacts = everything(), ContactPoint.objects.count()

    for kind, text in texts.items():
        path = tmp_path / f"{kind}-other.txt"
        path.write_bytes(FORMS[form](text))
        outcome = load_by_force(path, now)
        assert (outcome.kind, outcome.state, outcome.change_count, outcome.refused_count) == (
            kind.value,
            LoadState.FINISHED,
            0,
            0,
        )

    assert everything() == before
    assert ContactPoint.objects.count() == contacts > 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_lacks_a_column_is_refused_whole_and_the_column_named(texts, tmp_path, kind, now):
    path = tmp_path / "cut.txt"
    lines = (line.removesuffix("|").split("|") for line in texts[kind].splitlines())
    path.write_text("".join("|".join([*values[:2], *values[3:], ""]) + "\n" for values in lines), encoding="utf-8")

    outcome = load(path, now)

    assert (outcome.state, outcome.kind) == (LoadState.REFUSED, kind.value)
    assert outcome.refusal["missing"] == ["Identification nationale PP"]
    assert ExtractLoad.objects.get().line_count == 0
