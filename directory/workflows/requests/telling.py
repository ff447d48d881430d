"""A step of requests: the person is told, in the transaction of what happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from directory import correspondence
from directory.models import EnrolmentAnswers, EnrolmentRequest, MessageChannel
from directory.models.contact import e164
from directory.policy import MESSAGE_LIFETIME
from directory.workflows.requests.links import draw_link

# What only says where to go on: the page itself tells the rest
BY_EMAIL_ONLY = frozenset({"request_link", "request_invitation"})
# After these there is nothing more to do on the page
WITHOUT_LINK = frozenset({"request_accepted", "request_withdrawn", "request_given_up", "request_expired"})


def tell(
    request: EnrolmentRequest,
    event: str,
    *,
    now: datetime,
    network: bytes = b"",
    lifetime: timedelta = MESSAGE_LIFETIME,
    **context: object,
) -> None:
    """Write the messages of one event: by e-mail, mostly with a link to the page, by SMS too once the mobile is proven.

    context: what the templates need beside structure, sender, holder, end and link.
    """
    answers = request.answers
    values = {**_context(request, answers), **context}
    if event in WITHOUT_LINK:
        drafts = [_draft(MessageChannel.EMAIL, answers.email, values)]
    else:
        link = draw_link(request, email=answers.email, now=now, network=network)
        drafts = [_draft(MessageChannel.EMAIL, answers.email, {**values, "link": link})]
    if event not in BY_EMAIL_ONLY and request.mobile_verified_at is not None and answers.mobile:
        # Whoever holds the phone alone must not reach the page: no link here
        drafts.append(_draft(MessageChannel.SMS, e164(answers.mobile), values))
    correspondence.write_to_applicants(event=event, drafts=drafts, now=now, lifetime=lifetime)


def _draft(channel: MessageChannel, to: str, context: Mapping[str, object]) -> correspondence.Draft:
    return correspondence.Draft(channel=channel, to=to, context=context)


def _context(request: EnrolmentRequest, answers: EnrolmentAnswers) -> dict[str, object]:
    given = (answers.practice_given_name or answers.given_names).split(" ")[0]
    family = answers.practice_family_name or answers.birth_family_name
    with translation.override("fr"):
        end = date_format(timezone.localtime(request.expires_at), "DATE_FORMAT")
    return {
        "holder": f"{given} {family}".strip(),
        "structure": request.organization.display_name,
        "sender": request.authority.name,
        "end": end,
    }
