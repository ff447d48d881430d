"""The browser at the door, and how it remembers people: steps that opening and taking share."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Browser:
    """The browser at the door. digest: of its cookie. known_people: marks of people whom it signed in before."""

    digest: str
    address: str | None
    user_agent: str
    known_people: frozenset[str]


def mark_person(practitioner_id: int | None) -> str:
    """Return how a browser remembers a person: a keyed mark that tells nothing to who reads the cookie."""
    return salted_hmac("oidc.known-browser", str(practitioner_id or 0), algorithm="sha256").hexdigest()[:32]
