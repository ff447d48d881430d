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
    FormerIdentifierFactory,
    MailboxFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)
from tests.factories.oidc import AccessTokenFactory
from tests.oidc.views.asking import BEARER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "userinfo.json").read_text(encoding="utf-8"))


def grant(token: AccessToken, *scopes: str) -> None:
    """The client registered these scopes, and was granted all of them."""
    AccessToken.objects.update(scopes=scopes)
    client = token.grant.relying_party.client
    client.scope = scopes
    client.save()


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


def test_a_token_with_fewer_scopes_than_its_grant_opens_only_theirs(client: Client) -> None:
    AccessTokenFactory.create(scopes=["openid"])

    assert set(client.get("/oidc/userinfo", headers=BEARER).json()) == {"sub"}


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
