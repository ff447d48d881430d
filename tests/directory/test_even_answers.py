"""Answers to typed numbers leave after the same moment, whatever the work was."""

import pytest

from activation.errors import TooManyRequests
from directory import even_answers
from directory.even_answers import answers_evenly
from directory.identifiers import make_rpps
from directory.policy import EVEN_ANSWER
from tests.factories.directory import PractitionerFactory

UNKNOWN = f"8{make_rpps(9_979_999_999)}"


@pytest.fixture
def watch(monkeypatch):
    """A clock that goes when somebody sleeps, or when told."""

    class Watch:
        now = 1000.0

        def monotonic(self):
            return self.now

        def sleep(self, seconds):
            self.now += seconds

    clock = Watch()
    monkeypatch.setattr(even_answers, "monotonic", clock.monotonic)
    monkeypatch.setattr(even_answers, "sleep", clock.sleep)
    return clock


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_short_work_is_answered_after_the_moment(share, watch):
    @answers_evenly
    def view():
        watch.now += share * EVEN_ANSWER.total_seconds()
        return "answer"

    assert view() == "answer"
    assert watch.now == pytest.approx(1000 + EVEN_ANSWER.total_seconds())


def test_long_work_is_answered_at_once(watch):
    @answers_evenly
    def view():
        watch.now += 3

    view()

    assert watch.now == 1003


def test_what_is_raised_leaves_at_once(watch):
    @answers_evenly
    def view():
        raise TooManyRequests(retry_after=900)

    with pytest.raises(TooManyRequests):
        view()
    assert watch.now == 1000


@pytest.mark.django_db
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("door", ["activation", "api", "lost phone", "sign-in"])
def test_every_door_of_typed_numbers_rests(door, is_known, client, settings, watch):
    number = PractitionerFactory(ready=True).national_id if is_known else UNKNOWN
    if door == "sign-in":
        page = client.post("/ecps/essai").url
    begun = watch.now

    if door == "activation":
        answer = client.post("/ecps/", {"national_id": number})
    elif door == "api":
        host = settings.WALLET_ORIGIN.partition("//")[2]
        body = {"national_id": number}
        answer = client.post(
            "/api/wallet/v1/activations", body, content_type="application/json", headers={"Host": host}
        )
    elif door == "lost phone":
        answer = client.post("/ecps/telephone-perdu/", {"national_id": number, "birth_date": "1985-03-04"})
    else:
        answer = client.post(f"{page}identifiant", {"national_id": number})

    assert answer.status_code in {202, 302, 303}
    assert watch.now - begun == pytest.approx(EVEN_ANSWER.total_seconds())
