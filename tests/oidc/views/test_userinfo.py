"""The userinfo endpoint, and the claims of the national service."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from directory.models import MailboxKind
from oidc.models import AccessToken
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import (
    ExpertiseFactory,
    FormerIdentifierFactory,
    MailboxFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)
from tests.factories.oidc import AccessTokenFactory, ServiceTokenFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "userinfo.json").read_text(encoding="utf-8"))
BEARER = {"Authorization": "Bearer at_the-token"}


@pytest.fixture
def token() -> AccessToken:
    person = PractitionerFactory.create()
    exercise = ProfessionalExerciseFactory.create(practitioner=person, profession_code="10")
    ExpertiseFactory.create(exercise=exercise)
    PractitionerRoleFactory.create(
        exercise=exercise,
        mode_code="L",
        role_code="",
        sector_code="SA07",
        organization=OrganizationFactory.create(
            technical_id="R10000001", legal_name="CAB MEDICAL", trade_name="", telephone="0199000000"
        ),
    )
    card = VirtualCardFactory.create(practitioner=person)
    made: AccessToken = AccessTokenFactory.create(grant__session__card=card)
    return made


def grant(token: AccessToken, *scopes: str) -> None:
    """The client registered these scopes, and was granted all of them."""
    AccessToken.objects.update(scopes=scopes)
    client = token.grant.relying_party.client
    client.scope = scopes
    client.save()


def test_a_token_in_the_header_opens_the_claims(client: Client, token: AccessToken) -> None:
    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"


def test_every_way_of_presenting_the_token_opens_the_same(client: Client, token: AccessToken) -> None:
    by_get = client.get("/oidc/userinfo", headers={"Authorization": "bEARER at_the-token"})
    by_post = client.post("/oidc/userinfo", headers=BEARER)
    by_form = client.post(
        "/oidc/userinfo", "access_token=at_the-token", content_type="application/x-www-form-urlencoded"
    )

    assert by_get.json() == by_post.json() == by_form.json()


def test_the_claims_are_those_of_the_national_service(client: Client, token: AccessToken) -> None:
    person = token.grant.practitioner

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    assert list(claims) == [
        "sub",
        "preferred_username",
        "SubjectNameID",
        "given_name",
        "family_name",
        "email_verified",
        "SubjectRole",
        "SubjectRefPro",
        "SubjectOrganization",
        "SubjectOrganizationID",
        "Secteur_Activite",
        "Mode_Acces_Raison",
        "Acces_Regulation_Medicale",
        "UITVersion",
        "Palier_Authentification",
        "PSI_Locale",
        "otherIds",
        "codeCivilite",
        "codeGenreActivite",
        "authMode",
    ]
    assert claims["sub"] == f"f:3f0e7c1a-6d0b-4d3e-9a55-8f2f7a4b9c10:{person.national_id}"
    assert claims["SubjectNameID"] == claims["preferred_username"] == person.national_id
    assert claims["email_verified"] is False
    assert claims["SubjectRole"] == ["10^1.2.250.1.213.1.1.5.5"]
    assert claims["SubjectOrganization"] == "CAB MEDICAL"
    assert claims["SubjectOrganizationID"] == "R10000001"
    assert claims["Secteur_Activite"] == "SA07^1.2.250.1.71.4.2.4"
    assert claims["Mode_Acces_Raison"] == ""
    assert claims["Acces_Regulation_Medicale"] == "FAUX"
    assert claims["UITVersion"] == "1.0"
    assert claims["Palier_Authentification"] == "APPPRIP3^1.2.250.1.213.1.5.1.1.1"
    assert claims["PSI_Locale"] == "1.2.250.1.213.1.3.1.1"
    assert claims["otherIds"] == [{"identifiant": person.national_id, "origine": "RPPS", "qualite": 1}]
    assert claims["codeGenreActivite"] == "GENR01"
    assert claims["authMode"] == "MOBILE"


def test_an_activity_has_every_member_in_order_and_empty_strings_for_what_is_absent(
    client: Client, token: AccessToken
) -> None:
    reference = client.get("/oidc/userinfo", headers=BEARER).json()["SubjectRefPro"]

    assert list(reference) == ["codeCivilite", "exercices"]
    [exercise] = reference["exercices"]
    assert list(exercise) == [
        "codeProfession",
        "codeCategorieProfessionnelle",
        "codeCiviliteDexercice",
        "nomDexercice",
        "prenomDexercice",
        "codeTypeSavoirFaire",
        "codeSavoirFaire",
        "activities",
    ]
    assert exercise["codeSavoirFaire"] == "SM54"
    [activity] = exercise["activities"]
    assert list(activity) == [
        "codeModeExercice",
        "codeSecteurDactivite",
        "codeSectionPharmacien",
        "codeRole",
        "codeGenreActivite",
        "numeroSiretSite",
        "numeroSirenSite",
        "numeroFinessSite",
        "numeroFinessetablissementJuridique",
        "identifiantTechniqueDeLaStructure",
        "raisonSocialeSite",
        "enseigneCommercialeSite",
        "complementDestinataire",
        "complementPointGeographique",
        "numeroVoie",
        "indiceRepetitionVoie",
        "codeTypeDeVoie",
        "libelleVoie",
        "mentionDistribution",
        "bureauCedex",
        "codePostal",
        "codeCommune",
        "codePays",
        "telephone",
        "telephone2",
        "telecopie",
        "adresseEMail",
        "codeDepartement",
        "ancienIdentifiantDeLaStructure",
        "autoriteDenregistrement",
    ]
    assert all(isinstance(value, str) for value in activity.values())
    assert activity["codeRole"] == ""
    assert activity["telephone"] == "0199000000"
    assert activity["autoriteDenregistrement"] == "ENREG"


def test_a_person_without_any_structure_has_the_same_members(client: Client) -> None:
    person = PractitionerFactory.create()
    ProfessionalExerciseFactory.create(practitioner=person, of_order=True)
    AccessTokenFactory.create(grant__session__card=VirtualCardFactory.create(practitioner=person))

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    assert claims["SubjectOrganization"] == claims["SubjectOrganizationID"] == claims["Secteur_Activite"] == ""
    assert claims["SubjectRefPro"]["exercices"][0]["activities"] == []


@pytest.mark.parametrize("exercises", [0, 1, 2])
@pytest.mark.parametrize("roles", [0, 2])
def test_every_answer_holds_the_members_of_the_schema_and_no_other(client: Client, exercises: int, roles: int) -> None:
    person = PractitionerFactory.create(civility_code="")
    for number in range(exercises):
        exercise = ProfessionalExerciseFactory.create(
            practitioner=person, profession_code=["10", "60"][number], of_order=True
        )
        for structure in (None, OrganizationFactory.create())[:roles]:
            PractitionerRoleFactory.create(exercise=exercise, organization=structure)
    FormerIdentifierFactory.create(practitioner=person, national_id="0750712184")
    card = VirtualCardFactory.create(practitioner=person)
    if not exercises:
        PractitionerRoleFactory.create(exercise__practitioner=person, exercise__profession_code="", role_code="313")
    AccessTokenFactory.create(grant__session__card=card)

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    jsonschema.validate(claims, SCHEMA)
    assert [len(one["activities"]) for one in claims["SubjectRefPro"]["exercices"]] == ([roles] * exercises or [1])


def test_what_ended_is_not_told(client: Client, token: AccessToken) -> None:
    person = token.grant.practitioner
    ProfessionalExerciseFactory.create(practitioner=person, profession_code="60", struck_off_date=date(2024, 1, 1))
    exercise = person.exercises.get(profession_code="10")
    PractitionerRoleFactory.create(exercise=exercise, ended=True)

    reference = client.get("/oidc/userinfo", headers=BEARER).json()["SubjectRefPro"]

    assert [one["codeProfession"] for one in reference["exercices"]] == ["10"]
    assert len(reference["exercices"][0]["activities"]) == 1


@pytest.mark.parametrize(
    ("scopes", "names"),
    [
        (["openid"], {"sub"}),
        (["openid", "profile"], {"sub", "name", "given_name", "family_name", "preferred_username"}),
        (["openid", "identity"], {"sub", "given_name", "family_name", "codeCivilite"}),
        (["openid", "rpps"], {"sub", "preferred_username", "SubjectNameID", "otherIds"}),
    ],
)
def test_d3_a_scope_opens_its_claims_and_no_others(client: Client, scopes: list[str], names: set[str]) -> None:
    AccessTokenFactory.create(grant__scopes=scopes, grant__relying_party__client__scope=scopes)

    assert set(client.get("/oidc/userinfo", headers=BEARER).json()) == names


@pytest.mark.parametrize("scopes", [["openid", "email"], ["openid", "email", "scope_all"]])
def test_the_scope_email_opens_the_published_mailbox_of_the_person(
    client: Client, token: AccessToken, scopes: list[str]
) -> None:
    person = token.grant.practitioner
    MailboxFactory.create(practitioner=person, kind=MailboxKind.ORGANIZATION, organization=OrganizationFactory.create())
    MailboxFactory.create(practitioner=person, address="gaelle.garnier@exemple.mssante.test")
    MailboxFactory.create()
    grant(token, *scopes)

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    assert claims["email"] == "gaelle.garnier@exemple.mssante.test"
    assert claims["email_verified"] is True


def test_where_no_mailbox_is_published_email_is_empty_and_not_verified(client: Client, token: AccessToken) -> None:
    MailboxFactory.create(practitioner=token.grant.practitioner, unlisted=True)
    grant(token, "openid", "email")

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    assert (claims["email"], claims["email_verified"]) == ("", False)


def test_without_the_scope_email_no_address_is_told(client: Client, token: AccessToken) -> None:
    MailboxFactory.create(practitioner=token.grant.practitioner)

    claims = client.get("/oidc/userinfo", headers=BEARER).json()

    jsonschema.validate(claims, SCHEMA)


def test_a_request_without_a_token_is_challenged_without_an_error(client: Client) -> None:
    response = client.get("/oidc/userinfo")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert "error" not in response["WWW-Authenticate"]


def test_a_token_in_the_address_is_not_read(client: Client, token: AccessToken) -> None:
    assert client.get("/oidc/userinfo?access_token=at_the-token").status_code == 401


@pytest.mark.parametrize("value", ["at_other", "x\x00y", "é", "at_" + "x" * 5000, "a b"])
def test_any_other_token_is_invalid_and_never_an_error_of_ours(client: Client, value: str) -> None:
    response = client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {value}"})

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_token_of_a_service_itself_opens_nobodys_claims(client: Client) -> None:
    ServiceTokenFactory.create()

    response = client.get("/oidc/userinfo", headers={"Authorization": "Bearer sv_the-token"})

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"


def test_a_token_with_fewer_scopes_than_its_grant_opens_only_theirs(client: Client) -> None:
    AccessTokenFactory.create(scopes=["openid"])

    assert set(client.get("/oidc/userinfo", headers=BEARER).json()) == {"sub"}


def test_two_tokens_at_once_are_refused(client: Client, token: AccessToken) -> None:
    response = client.post(
        "/oidc/userinfo",
        "access_token=at_the-token",
        content_type="application/x-www-form-urlencoded",
        headers=BEARER,
    )

    assert response.status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"expired": True},
        {"grant__revoked": True},
        {"grant__session__ended": True},
        {"grant__relying_party__closed": True},
        {"grant__session__card__state": "LOCKED"},
        {"grant__session__card__state": "SUSPENDED"},
        {"grant__practitioner__deceased_date": date(2026, 1, 1)},
    ],
)
def test_d6_a_token_ends_with_what_it_rests_on(client: Client, changes: dict[str, Any]) -> None:
    deceased = changes.pop("grant__practitioner__deceased_date", None)
    made = AccessTokenFactory.create(**changes)
    if deceased:
        made.grant.practitioner.deceased_date = deceased
        made.grant.practitioner.save()

    assert client.get("/oidc/userinfo", headers=BEARER).status_code == 401


def test_a_test_identity_is_denied_to_a_production_service(client: Client) -> None:
    AccessTokenFactory.create(grant__relying_party__production=True)

    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"


def test_the_claims_cost_few_queries(client: Client, token: AccessToken, django_assert_max_num_queries: Any) -> None:
    client.get("/oidc/userinfo", headers=BEARER)  # its client is in memory now

    # token with its session, card, person and rights, and with the practice
    with django_assert_max_num_queries(1):
        client.get("/oidc/userinfo", headers=BEARER)


@pytest.mark.parametrize(
    ("registered", "asked", "names"),
    [
        (["openid", "profile"], {"name": {"essential": True}}, {"sub", "name"}),
        (["openid", "profile"], {"name": None, "SubjectRole": None, "birthdate": None}, {"sub", "name"}),
        (["openid", "scope_all"], {"SubjectRole": None, "authMode": None}, {"sub", "SubjectRole", "authMode"}),
    ],
)
def test_a_single_claim_is_told_where_a_registered_scope_opens_it(
    client: Client, registered: list[str], asked: dict[str, Any], names: set[str]
) -> None:
    made = AccessTokenFactory.create(grant__scopes=["openid"], grant__claims={"userinfo": asked})
    library = made.grant.relying_party.client
    library.scope = registered
    library.save()

    assert set(client.get("/oidc/userinfo", headers=BEARER).json()) == names


def test_claims_asked_for_the_id_token_are_not_told_here(client: Client) -> None:
    AccessTokenFactory.create(grant__scopes=["openid"], grant__claims={"id_token": {"name": None}})

    assert set(client.get("/oidc/userinfo", headers=BEARER).json()) == {"sub"}
