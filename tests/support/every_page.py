"""Every page of the main origin, as whoever may see it most completely.

Addresses come from the address map, filled with a ground of tests/support/isolation.py, with things of the nation, and
with links as messages carry them; a page is whatever then answers 200 with HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from activation.codes import Use, token_digest
from activation.models import ActivationRequest, RevocationLink
from activation.policy import LINK_LIFETIME
from activation.views import follow_cookie
from activation.workflows import figures as activation_figures
from activation.workflows.notices import _disown_token
from directory.codes import token_digest as team_token_digest
from directory.models import CodeTable, ExportJob, Mandate, MandateRole, Practitioner
from directory.workflows import figures as directory_figures
from directory.workflows.contact_asking import Link, link_to
from directory.workflows.contact_change import undo_token
from directory.workflows.contact_proof import send_codes
from directory.workflows.requests.links import draw_link
from oidc.models import Interaction, Service, TeamInvitation
from oidc.workflows import figures as provider_figures
from tests.factories.activation import ActivationRequestFactory, InvitationCampaignFactory
from tests.factories.api_clients import ApiClientFactory
from tests.factories.directory import (
    TYPED,
    ConceptFactory,
    ContactPointFactory,
    ContactProposalFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.loads import ExtractLoadFactory
from tests.factories.mandates import MandateInvitationFactory
from tests.factories.oidc import (
    BROWSER,
    InteractionFactory,
    ProductionRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
    ServiceMemberFactory,
)
from tests.support.addresses import NAMELESS, addresses
from tests.support.holder import sign_in_holder
from tests.support.isolation import CHOICES, Ground, World, make_world
from tests.support.routes import Route, routes_of
from tests.support.staff import sign_in_with_passkey

REPRESENTATIVE, OPERATOR, HOLDER, NOBODY = "representative", "operator", "holder", "nobody"
PORTAL, SPACE = "/portail/", "/espace/"  # each has its own session
ENDING = ("portail/logout/",)  # it would end the walk
CLOSED = ("/add/", "/delete/", "/history/")  # the toolkit's pages of rows, closed to everybody: one viewer is enough
TOKEN = "t" * 32


@dataclass
class Site:
    """Everything there is to see. viewers: browsers, who sees most first. links: secret parts, by start of addresses.

    special: by a word of the address, what it must name for a page to be shown.
    """

    ground: Ground
    viewers: dict[str, Client]
    nation: dict[str, str]
    links: dict[str, str] = field(default_factory=dict)
    special: dict[str, dict[str, str]] = field(default_factory=dict)

    def viewers_of(self, address: str) -> dict[str, Client]:
        """Those whom it could concern, in their order."""
        if address.endswith(CLOSED) and address.startswith(PORTAL):
            return {OPERATOR: self.viewers[OPERATOR]}
        absent = {REPRESENTATIVE, OPERATOR} if address.startswith(SPACE) else {HOLDER}
        return {name: browser for name, browser in self.viewers.items() if name not in absent}


@dataclass(frozen=True)
class Seen:
    """What an address gave. viewer: who was shown a page; empty for nobody. page: the answer, for whoever was.

    is_no_page: it acts, leads elsewhere or gives a file, to one of those who are signed in.
    """

    address: str
    viewer: str = ""
    is_no_page: bool = False
    page: Any = None


def make_site() -> Site:
    """One ground and its neighbours, the nation's things, a link of every kind, and those who look at them."""
    now = timezone.now()
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    world: World = make_world()
    ground = world["OWN"]
    operator = MandateFactory(role=MandateRole.OPERATOR, authority=RegistrationAuthorityFactory(is_test=True))
    head = MandateFactory(authority=ground.authority, role=MandateRole.REPRESENTATIVE)
    directory_figures.keep_figures(now=now)
    activation_figures.keep_figures(now=now)
    provider_figures.keep_figures(limit=400, now=now)
    load, client = ExtractLoadFactory(paused=True), ApiClientFactory()
    described = ServiceMemberFactory(account=head.account).service
    service = str(RelyingPartyFactory(service=described).pk)
    asked = str(ProductionRequestFactory(service=described, submitted_by=head.account, asked=True).pk)
    representative, followed = sign_in_with_passkey(head.account), ActivationRequestFactory()
    nation = {
        "client_id": str(client.pk),
        "load_id": str(load.pk),
        "campaign_id": str(InvitationCampaignFactory().pk),
        "apiclient": str(client.pk),
        "extractload": str(load.pk),
        "codetable": str(CodeTable.objects.order_by("pk").first().pk),  # type: ignore[union-attr]
        "relyingparty": service,
        "relying_party_id": service,
        "service_id": str(described.pk),
        "productionrequest": asked,
        "production_request_id": asked,
        "national_id": ground.person.national_id,
        "technical_id": ground.organization.technical_id,
        "export_id": str(_export(head).pk),
        "interaction_id": str(InteractionFactory(created_at=now, expires_at=now + timedelta(hours=1)).pk),
        "document": "demarrage",
        "pk": str(Authenticator.objects.get(user=head.account, type=Authenticator.Type.WEBAUTHN).pk),
    }
    return Site(
        ground=ground,
        viewers={
            REPRESENTATIVE: representative,
            OPERATOR: sign_in_with_passkey(operator.account),
            HOLDER: sign_in_holder(ground.person, card=ground.rows["card"]),
            NOBODY: _visitor(followed),
        },
        nation=nation,
        links=_links(ground) | {"services/invitation/": _team_link(described)},
        special={
            "/ecps/activation/": {"activation": str(followed.pk)},
            "/accord": {"interaction_id": str(_waiting_for_its_person("agreeing").pk)},
            "/situation": {"interaction_id": str(_waiting_for_its_person("choosing").pk)},
            "/services/": {"request_id": asked, **dict.fromkeys(("member_id", "invitation_id", "secret_id"), "1")},
            **_special(ground, head),
        },
    )


def _visitor(followed: ActivationRequest) -> Client:
    """A browser of nobody that began an activation, and that a service sent to sign in."""
    browser, answer = Client(), HttpResponse()
    follow_cookie.keep(answer, followed.pk)
    browser.cookies.update(answer.cookies)
    browser.cookies["op_browser"] = BROWSER
    return browser


def _waiting_for_its_person(trait: str) -> Interaction:
    """Somebody authenticated on the page of a service, and reads what it would be told, or chooses a situation."""
    now = timezone.now()
    lately = {"auth_time": now, "last_used_at": now, "expires_at": now + timedelta(hours=1)}
    session = ProviderSessionFactory(shared=True, card__expires_at=now + timedelta(days=900), **lately)
    for _ in range(2):
        PractitionerRoleFactory(exercise=session.practitioner.exercises.get())
    page: Interaction = InteractionFactory(
        session=session, created_at=now, expires_at=now + timedelta(hours=1), **{trait: True}
    )
    return page


def _export(mandate: Mandate) -> ExportJob:
    now = timezone.now()
    return ExportJob.objects.create(
        account=mandate.account, kind="PEOPLE", form="csv", filters={}, asked_at=now, moved_at=now
    )


def _special(ground: Ground, head: Mandate) -> dict[str, dict[str, str]]:
    """Somebody of the structure for whom an order answers; a mandate that ends; a whole order."""
    now = timezone.now()
    order = RegistrationAuthorityFactory(order=True)
    nurse = PractitionerFactory(authority=order, family_name="CONSŒUR")
    PractitionerRoleFactory(exercise__practitioner=nurse, organization=ground.organization)
    ending = MandateFactory(authority=ground.authority, given_from=head, valid_until=now + timedelta(days=20))
    desk = ActivationRequestFactory(
        practitioner=ground.person,
        handed_over=True,
        handed_over_by=head.account,
        opened_at=now,
    )
    return {
        "/remises/": {"activation_id": str(desk.pk)},
        "/proposer/": {"person_id": str(nurse.pk)},
        "/prolonger/": {"mandate_id": str(ending.pk)},
        "/conseil/": {"authority_id": str(order.pk)},
    }


def _links(ground: Ground) -> dict[str, str]:
    """The secret part of each address that a message carries."""
    now = timezone.now()
    person = PractitionerFactory()
    contacts = [ContactPointFactory(practitioner=person), ContactPointFactory(practitioner=person, mobile_phone=True)]
    send_codes(contacts=contacts, holder="Ana", sender="EHPAD", now=now, token=TOKEN)
    MandateInvitationFactory(email="link@invite.test", token="i" * 32, expires_at=now + timedelta(days=7))
    proposal = ContactProposalFactory(practitioner=ground.person, kind="MOBILE", email="", mobile="+33639980199")
    request = EnrolmentRequestFactory(
        organization=ground.organization,
        authority=ground.authority,
        draft=True,
        **{f"answers__{name}": value for name, value in TYPED.items()},
    )
    join = draw_link(request, email=request.answers.email, now=now)
    changed = ContactPointFactory(practitioner=PractitionerFactory(), unsettled=True)
    return {
        "contact/": TOKEN,
        "invitation/": "i" * 32,
        "coordonnees/proposition/": link_to(proposal, Link.DECIDE).rstrip("/").rsplit("/", 1)[1],
        "rejoindre/demande/": join.rstrip("/").rsplit("/", 1)[1],
        "coordonnees/annuler/": undo_token(changed),
        "ecps/pas-moi/": _disown_token(ground.rows["virtualcard"]),  # type: ignore[arg-type]
        "ecps/revocation/": _revocation_link(ground.person),
    }


def _team_link(service: Service) -> str:
    """As teams.invite_member sends it."""
    now = timezone.now()
    TeamInvitation.objects.create(
        service=service,
        email="equipe@invite.test",
        inviter=service.created_by,
        token_digest=team_token_digest(TOKEN),
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    return TOKEN


def _revocation_link(person: Practitioner) -> str:
    """As lost_phone.ask_link sends it."""
    now = timezone.now()
    RevocationLink.objects.create(
        id=uuid4(),
        practitioner=person,
        typed_digest=b"n" * 32,
        token_digest=token_digest(settings.CODE_PEPPER, Use.LINK, TOKEN),
        asked_at=now,
        expires_at=now + LINK_LIFETIME,
    )
    return TOKEN


def look_at_every_address(site: Site) -> Iterator[Seen]:
    """What each address gives, asked as the viewers in their order until one of them is shown a page.

    A route is done with its first page: its other choices share the template. One that cannot be filled is told with
    its variable parts.
    """
    for route in routes_of("config.urls"):
        if route.template in ENDING or set(route.parameters) & NAMELESS:
            continue
        seen = Seen(f"/{route.template}")
        for address in _fill(route, site):
            seen = _look(address, site)
            if seen.viewer:
                break
        yield seen


def _look(address: str, site: Site) -> Seen:
    is_no_page = False
    for viewer, browser in site.viewers_of(address).items():
        answer = browser.get(address)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_html and b"<html" in answer.content:
            return Seen(address, viewer, page=answer)
        is_no_page |= answer.status_code == 405 or (answer.status_code == 200 and viewer != NOBODY)
        is_no_page |= viewer == NOBODY and not is_html
        is_no_page |= answer.status_code in {301, 302} and viewer != NOBODY
    return Seen(address, is_no_page=is_no_page)


def _fill(route: Route, site: Site) -> list[str]:
    """The addresses of a route, one a choice."""
    if not route.parameters:
        return [f"/{route.template}"]
    model = route.template.split("/")[2] if "object_id" in route.parameters else ""
    values = {name: site.nation[key] for name in route.parameters if (key := model or name) in site.nation}
    for start, link in site.links.items():
        values |= {"token": link} if route.template.startswith(start) else {}
    for word, given in site.special.items():
        values |= given if word in f"/{route.template}" else {}
    chosen = [name for name in route.parameters if name in CHOICES]
    if set(route.parameters) <= values.keys() | set(chosen):
        choices = [[(name, choice) for choice in CHOICES[name]] for name in chosen]
        return [route.address({**values, **dict(some)}) for some in product(*choices)]
    return list(addresses(route, site.ground)) if route.template.startswith(("portail/", "compte/", "espace/")) else []
