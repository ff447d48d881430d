"""Who lost a phone ends its card from any browser: the number and the birth date bring a link by e-mail.

The number is public: whoever types it learns nothing. Where no link can leave, a decoy stands in: same queries, rows
and answer. The link lists the cards of its person and changes nothing by being opened; a wrong hand could only revoke.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from activation import queries
from activation.codes import Use, draw_token, number_digest, read_national_id, token_digest
from activation.errors import CardNotFound, TooManyRequests
from activation.models import RevocationLink, VirtualCard
from activation.policy import LINK_LIFETIME, LINK_MAILBOXES, LINKS_A_DAY, NETWORK_UNUSED_LINKS, NETWORK_WINDOW
from activation.vocabulary import CardEndReason
from activation.workflows.ending import revoke_card
from activation.workflows.turns import wait_for_turn
from directory import correspondence, journal
from directory import queries as directory_queries
from directory.models import AuditOutcome, ContactPoint, MessageChannel, Practitioner
from directory.networks import network_of

EVENT = "activation_revocation_link"


def ask_link(*, national_id: str, birth_date: date, address: str, language: str, now: datetime) -> None:
    """Send a link to the mailboxes of whoever has this number and birth date; answer nobody.

    A person whose birth date the directory does not know is not asked to prove it. Raises MalformedNationalId, and
    TooManyRequests when one network asks for many links that nobody opens; both before anything is looked up.
    """
    number = read_national_id(national_id)
    typed_digest = number_digest(settings.CODE_PEPPER, number)
    network = network_of(address)
    with transaction.atomic():
        if network and queries.count_unused_links(network, now) >= NETWORK_UNUSED_LINKS:
            raise TooManyRequests(retry_after=int(NETWORK_WINDOW.total_seconds() // 4))
        wait_for_turn(typed_digest)
        person = directory_queries.find_by_national_id(number)
        mailboxes, refusal = _examine(person, birth_date, now)
        receiver = None if refusal else person
        token = _send(receiver, mailboxes, language, now)
        RevocationLink.objects.create(
            id=uuid4(),
            practitioner=receiver,
            typed_digest=typed_digest,
            token_digest=token_digest(settings.CODE_PEPPER, Use.LINK, token),
            network=network,
            asked_at=now,
            expires_at=now + LINK_LIFETIME,
        )
        journal.record(
            action="activation.link_asked",
            practitioner_id=person.pk if person else None,
            now=now,
            outcome=AuditOutcome.REFUSED if refusal else AuditOutcome.DONE,
            refusal=refusal,
        )


def cards_of_link(*, token: str, now: datetime) -> list[VirtualCard]:
    """The cards that a link may end, newest first. Changes nothing. Raises CardNotFound for no link, or an old one."""
    return queries.replaceable_cards(_find(token, now).practitioner_id or 0, now)


def revoke_by_link(*, token: str, card_ids: Collection[UUID], reason: CardEndReason, now: datetime) -> int:
    """End the chosen cards of the person of the link; how many. Raises CardNotFound for no link, or an old one."""
    with transaction.atomic():
        link = _find(token, now)
        RevocationLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=now)
        cards = VirtualCard.objects.not_over().filter(practitioner_id=link.practitioner_id or 0, pk__in=card_ids)
        rows = cards.select_for_update(of=("self",)).select_related("practitioner").order_by("pk")
        return sum(revoke_card(card, reason=reason, now=now) for card in rows)


def _examine(person: Practitioner | None, birth_date: date, now: datetime) -> tuple[list[ContactPoint], str]:
    """The mailboxes, and why nothing may be sent (empty: it may). Every question is asked whatever the others say."""
    key = person.pk if person else 0
    mailboxes = directory_queries.notice_mailboxes(key, now, most=LINK_MAILBOXES)
    known = directory_queries.birth_date_of(key)
    sent = queries.count_links(key, now)
    has_card = queries.has_replaceable_card(key, now)
    refusals = {
        "unknown": person is None,
        "birth_date": known not in {birth_date, None},
        "unreachable": not mailboxes,
        "no_card": not has_card,
        "quota": sent >= LINKS_A_DAY,
    }
    return mailboxes, next((name for name, applies in refusals.items() if applies), "")


def _send(receiver: Practitioner | None, mailboxes: list[ContactPoint], asked: str, now: datetime) -> str:
    """Write a message to each mailbox, and decoys up to the same number for everybody; returns the secret of the link.

    The link of a decoy opens nothing.
    """
    token = draw_token()
    letter, decoy = _letter(receiver, token), _letter(receiver, draw_token())
    drafts = [correspondence.Draft(MessageChannel.EMAIL, box.value, letter, box) for box in mailboxes if receiver]
    correspondence.write(
        event=EVENT,
        drafts=[*drafts, *[correspondence.Draft(MessageChannel.EMAIL, "", decoy)] * (LINK_MAILBOXES - len(drafts))],
        practitioner_id=receiver.pk if receiver else None,
        now=now,
        lifetime=LINK_LIFETIME,
        language=queries.language_of(receiver.pk if receiver else None, asked),
    )
    return token


def _letter(receiver: Practitioner | None, token: str) -> dict[str, object]:
    return {
        "holder": receiver.display_name if receiver else "",
        "link": f"{settings.SITE_URL}/ecps/revocation/{token}/",
        "minutes": int(LINK_LIFETIME.total_seconds() // 60),
    }


def _find(token: str, now: datetime) -> RevocationLink:
    digest = token_digest(settings.CODE_PEPPER, Use.LINK, token)
    link = RevocationLink.objects.filter(token_digest=digest, expires_at__gt=now).first()
    if link is None or link.practitioner_id is None:
        raise CardNotFound()
    return link
