"""The test people of the sandbox: who they are, how to be one of them, and what they are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.correspondence import Letter, UnreadableMessage, open_letter
from directory.models import KeptLetter, Practitioner
from directory.views.demo_inbox import REFRESH_SECONDS, with_links
from oidc.queries.test_inbox import count_leaving, find_test_person, kept_letters
from oidc.views.services.case_words import CASES
from oidc.views.services.door import Developer, for_developer, show_page
from oidc.vocabulary import SandboxCase
from oidc.workflows.sandbox.cards import start_afresh
from oidc.workflows.sandbox.catalogue import CATALOGUE, SandboxPerson, find_sandbox_person

PIN: Final = "4839"  # for the command: whoever activates chooses their own
_MOST_LETTERS: Final = 40


@dataclass(frozen=True)
class ShownLetter:
    """One letter, opened. text: None where its key is no longer among those of this deployment."""

    channel: str
    sent_at: datetime | None
    letter: Letter | None

    @property
    def shown(self) -> str:
        """Its text, with links."""
        return with_links(self.letter.text) if self.letter else ""


@require_safe
@for_developer
def catalogue(request: HttpRequest, developer: Developer) -> HttpResponse:
    """GET ?q=&cas=: the people of the catalogue, one a line."""
    words, case = request.GET.get("q", "").strip()[:100], request.GET.get("cas", "")
    found = [one for one in CATALOGUE if (not case or one.case == case) and _answers(one, words)]
    context = {
        "lines": [(one, CASES[one.case]) for one in found],
        "cases": SandboxCase.choices,
        "case": case,
        "words": words,
        **_ways(),
    }
    return show_page(request, developer, "oidc/services/people.html", context)


@require_safe
@for_developer
def show_person(request: HttpRequest, developer: Developer, national_id: str) -> HttpResponse:
    """GET: one of them, and how to be them."""
    practitioner, person = _find(national_id)
    context = {
        "person": practitioner,
        "known": person,
        "why": CASES[person.case] if person else "",
        "command": f"python manage.py wallet activate {practitioner.national_id} --pin {PIN}",
        "birth": person.birth_date if person else None,
        **_ways(),
    }
    return show_page(request, developer, "oidc/services/person.html", context)


@require_safe
@for_developer
def inbox(request: HttpRequest, developer: Developer, national_id: str) -> HttpResponse:
    """GET: what this test person was told within a day; the page asks again every five seconds."""
    practitioner, _person = _find(national_id)
    rows = kept_letters(practitioner, now=developer.now, most=_MOST_LETTERS)
    context = {
        "person": practitioner,
        "letters": [_open(row) for row in rows],
        "leaving": count_leaving(practitioner, now=developer.now),
    }
    response = show_page(request, developer, "oidc/services/person_inbox.html", context)
    response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@for_developer
def put_back(request: HttpRequest, developer: Developer, national_id: str) -> HttpResponse:
    """POST: the e-CPS that teams activated for this test person end, and the next one works at once."""
    _practitioner, person = _find(national_id)
    if person is None:
        raise Http404
    ended = start_afresh(account=developer.account, person=person, now=developer.now)
    words = ngettext(
        "%(n)s e-CPS ended: the next one works at once.", "%(n)s e-CPS ended: the next one works at once.", ended
    )
    messages.success(request, words % {"n": ended} if ended else _("The next e-CPS works at once."))
    return redirect("services_test_person", national_id)


def _find(national_id: str) -> tuple[Practitioner, SandboxPerson | None]:
    """A test person, and their place in the catalogue where they have one. 404 for anybody real, and for nobody."""
    practitioner = find_test_person(national_id)
    if practitioner is None:
        raise Http404
    return practitioner, find_sandbox_person(national_id)


def _answers(person: SandboxPerson, words: str) -> bool:
    told = f"{person.name} {person.professions} {person.national_id} {person.former_number}".casefold()
    return all(word in told for word in words.casefold().split())


def _open(row: KeptLetter) -> ShownLetter:
    try:
        letter = open_letter(row)
    except UnreadableMessage:
        letter = None
    return ShownLetter(row.message.channel, row.message.closed_at, letter)


def _ways() -> dict[str, Any]:
    return {"wallet_origin": settings.WALLET_ORIGIN, "site_url": settings.SITE_URL, "is_demo": settings.DEMO}
