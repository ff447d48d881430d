"""Who a newcomer can be: staff who sign in to the portal, and practitioners who can activate an e-CPS at once.

Everything here is public and fictitious: test people (RPPS numbers in 997), reserved domains, telephone numbers
kept for fiction. The practitioners come from the sample extract of SAMPLE_SEED.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SAMPLE_PEOPLE = 500
SAMPLE_SEED = 2026
PASSWORD = "demonstration-2026"  # noqa: S105 - the demo's, printed in its banner

NURSING_HOME = "F759000003"  # EHPAD Les Quatre Vents, Paris
CARE_HOME = "F789000031"  # a medical care home, Versailles
NATIONAL_CODE = "OPERATEUR"
REPRESENTATIVE = "helene.garcia@quatre-vents.test"
DELEGATE = "marc.vidal@quatre-vents.test"
MANAGER = "antoine.roussel@agence-idf.test"
STAFF_PRACTITIONER = "899700004387"  # a nurse of the nursing home, who also registers its people


@dataclass(frozen=True)
class StaffMember:
    """One account of the portal. role: a MandateRole. authority_code: R60; structure: of a local authority.

    given_by: the e-mail of who gave the mandate from theirs; empty for a first one.
    totp_secret: base32, so that the demo inbox can show the current code. in_banner: one of those that `up` names.
    practitioner: the national id of the person whose e-CPS, once activated, opens the account too.
    """

    email: str
    name: str
    post: str
    role: str
    authority_code: str
    totp_secret: str
    structure: str = ""
    given_by: str = ""
    in_banner: bool = True
    practitioner: str = ""


@dataclass(frozen=True)
class ReadyPractitioner:
    """One person of the sample whose contacts are proven: an e-CPS can be activated at once."""

    national_id: str
    name: str
    profession: str
    birth_date: date
    sex_code: str
    email: str
    mobile: str


STAFF = (
    StaffMember(
        email="nadia.benali@quatre-vents.test",
        name="Nadia Benali",
        post="gestionnaire, EHPAD Les Quatre Vents",
        role="REGISTRAR",
        authority_code="ENREG",
        structure=NURSING_HOME,
        given_by=DELEGATE,
        totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",  # noqa: S106
    ),
    StaffMember(
        email="hugo.marchand@oree-du-bois.test",
        name="Hugo Marchand",
        post="gestionnaire, foyer L’Orée du Bois",
        role="REGISTRAR",
        authority_code="ENREG",
        structure=CARE_HOME,
        totp_secret="KRUGS4ZANFZSAYJAMRSW23ZAONSWG4TF",  # noqa: S106
    ),
    StaffMember(
        email="claire.fontaine@agence-idf.test",
        name="Claire Fontaine",
        post="agente, agence d’Île-de-France",
        role="AGENT",
        authority_code="ARS-11",
        given_by=MANAGER,
        totp_secret="MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",  # noqa: S106
    ),
    StaffMember(
        email="paul.lemaire@ordre-infirmiers.test",
        name="Paul Lemaire",
        post="agent de l’ordre des infirmiers",
        role="ORDER_OFFICER",
        authority_code="ONI",
        totp_secret="NBSWY3DPEB3W64TMMQQGC3TEEBRHE5LO",  # noqa: S106
    ),
    StaffMember(
        email="operateur@annuaire.test",
        name="Sacha Morel",
        post="opérateur national",
        role="OPERATOR",
        authority_code=NATIONAL_CODE,
        totp_secret="ON2XAZLSEBUW45DFOJXGC5DJN5XGC3DF",  # noqa: S106
    ),
    StaffMember(
        email=REPRESENTATIVE,
        name="Hélène Garcia",
        post="représentante légale, EHPAD Les Quatre Vents",
        role="REPRESENTATIVE",
        authority_code="ENREG",
        structure=NURSING_HOME,
        totp_secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email=DELEGATE,
        name="Marc Vidal",
        post="mandataire, EHPAD Les Quatre Vents",
        role="DELEGATE",
        authority_code="ENREG",
        structure=NURSING_HOME,
        given_by=REPRESENTATIVE,
        totp_secret="IFBEGRCFIZDUQSKKJNGE2TSPKBIVEU2U",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email=MANAGER,
        name="Antoine Roussel",
        post="responsable, agence d’Île-de-France",
        role="MANAGER",
        authority_code="ARS-11",
        totp_secret="KVLFOWCZLJQWEY3EMVTGO2DJNJVWY3LO",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email="sophie.weber@agence-grand-est.test",
        name="Sophie Weber",
        post="agente, agence du Grand Est",
        role="AGENT",
        authority_code="ARS-44",
        totp_secret="N5YHC4TTOR2XM53YPF5DAMJSGM2DKNRX",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email="yann.legall@agence-bretagne.test",
        name="Yann Le Gall",
        post="agent, agence de Bretagne",
        role="AGENT",
        authority_code="ARS-53",
        totp_secret="HA4TAMJSGM2DKNRXHA4TCMRTGQ2TMNZY",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email="ines.chevalier@annuaire.test",
        name="Inès Chevalier",
        post="auditrice nationale",
        role="AUDITOR",
        authority_code=NATIONAL_CODE,
        totp_secret="PB4XU6DZPJ4HS6TYPF5HQ6L2PB4XU6DZ",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email="theo.lambert@annuaire.test",
        name="Théo Lambert",
        post="assistance aux utilisateurs",
        role="SUPPORT",
        authority_code=NATIONAL_CODE,
        totp_secret="MRSWY3DPMRSWY3DPMRSWY3DPMRSWY3DP",  # noqa: S106
        in_banner=False,
    ),
    StaffMember(
        email="emilie.diallo@quatre-vents.test",
        name="Émilie Diallo",
        post="infirmière et gestionnaire, EHPAD Les Quatre Vents",
        role="REGISTRAR",
        authority_code="ENREG",
        structure=NURSING_HOME,
        totp_secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",  # noqa: S106
        practitioner=STAFF_PRACTITIONER,
    ),
)

PRACTITIONERS = (
    ReadyPractitioner(
        national_id="899700000062",
        name="Gaëlle GARNIER",
        profession="médecin, Montreuil",
        birth_date=date(1979, 5, 17),
        sex_code="F",
        email="gaelle.garnier@exemple.test",
        mobile="+33639980101",
    ),
    ReadyPractitioner(
        national_id=STAFF_PRACTITIONER,
        name="Émilie DIALLO",
        profession="infirmière, EHPAD Les Quatre Vents",
        birth_date=date(1990, 2, 3),
        sex_code="F",
        email="emilie.diallo@exemple.test",
        mobile="+33639980102",
    ),
    ReadyPractitioner(
        national_id="899700000781",
        name="Damien LANGLOIS",
        profession="accompagnant éducatif et social, EHPAD Les Quatre Vents",
        birth_date=date(1986, 11, 28),
        sex_code="M",
        email="damien.langlois@exemple.test",
        mobile="+33639980103",
    ),
    ReadyPractitioner(
        national_id="899700002225",
        name="Salomé DUFOUR-DUCHÊNE",
        profession="pharmacienne, Évry-Courcouronnes",
        birth_date=date(1983, 8, 9),
        sex_code="F",
        email="salome.dufour-duchene@exemple.test",
        mobile="+33639980104",
    ),
    ReadyPractitioner(
        national_id="899700000161",
        name="Anne-Laure LAMY",
        profession="infirmière, Annecy",
        birth_date=date(1988, 3, 21),
        sex_code="F",
        email="anne-laure.lamy@exemple.test",
        mobile="+33639980105",
    ),
    ReadyPractitioner(
        national_id="899700000476",
        name="Hélène MERCIER",
        profession="masseuse-kinésithérapeute, Épinal",
        birth_date=date(1981, 12, 4),
        sex_code="F",
        email="helene.mercier@exemple.test",
        mobile="+33639980106",
    ),
    ReadyPractitioner(
        national_id="899700000229",
        name="Yann NOIRET",
        profession="infirmier, Saint-Pierre (La Réunion)",
        birth_date=date(1976, 6, 30),
        sex_code="M",
        email="yann.noiret@exemple.test",
        mobile="+33639980107",
    ),
)


def _way_in(member: StaffMember) -> str:
    words = f"{member.email} / {PASSWORD}"
    return f"{words}, or the e-CPS of {member.practitioner}" if member.practitioner else words


# What the banner of `up` prints, one line each
DEMO_ACCOUNTS: tuple[Mapping[str, str], ...] = (
    *({"who": f"{member.name}, {member.post}", "sign-in": _way_in(member)} for member in STAFF if member.in_banner),
    *({"who": f"{person.name}, {person.profession}", "number": person.national_id} for person in PRACTITIONERS),
)
