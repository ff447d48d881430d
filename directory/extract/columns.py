"""Columns of the official files: headers as published, our names, official order.

A name means the same thing in every file. Sources: the open extracts of the national directory, and the restricted
one that is made for the activation of virtual cards. Every line of a file ends with one more separator.
"""

from typing import Final

SEPARATOR: Final = "|"

# PS_LibreAcces_Personne_activite_*: one line a person, exercise and activity. Files before roles and kinds of activity
# have only the first 52.
COLUMNS: Final = {
    "identifier_type": "Type d'identifiant PP",
    "identifier": "Identifiant PP",
    "national_id": "Identification nationale PP",
    "practice_title_code": "Code civilité d'exercice",
    "practice_title_label": "Libellé civilité d'exercice",
    "civility_code": "Code civilité",
    "civility_label": "Libellé civilité",
    "family_name": "Nom d'exercice",
    "given_name": "Prénom d'exercice",
    "profession_code": "Code profession",
    "profession_label": "Libellé profession",
    "category_code": "Code catégorie professionnelle",
    "category_label": "Libellé catégorie professionnelle",
    "expertise_kind_code": "Code type savoir-faire",
    "expertise_kind_label": "Libellé type savoir-faire",
    "expertise_code": "Code savoir-faire",
    "expertise_label": "Libellé savoir-faire",
    "mode_code": "Code mode exercice",
    "mode_label": "Libellé mode exercice",
    "site_siret": "Numéro SIRET site",
    "site_siren": "Numéro SIREN site",
    "site_finess": "Numéro FINESS site",
    "legal_finess": "Numéro FINESS établissement juridique",
    "structure_id": "Identifiant technique de la structure",
    "legal_name": "Raison sociale site",
    "trade_name": "Enseigne commerciale site",
    "address_recipient": "Complément destinataire (coord. structure)",
    "address_location": "Complément point géographique (coord. structure)",
    "street_number": "Numéro Voie (coord. structure)",
    "street_repetition": "Indice répétition voie (coord. structure)",
    "street_type_code": "Code type de voie (coord. structure)",
    "street_type_label": "Libellé type de voie (coord. structure)",
    "street_name": "Libellé Voie (coord. structure)",
    "distribution_mention": "Mention distribution (coord. structure)",
    "post_office": "Bureau cedex (coord. structure)",
    "postal_code": "Code postal (coord. structure)",
    "commune_code": "Code commune (coord. structure)",
    "commune_name": "Libellé commune (coord. structure)",
    "country_code": "Code pays (coord. structure)",
    "country_name": "Libellé pays (coord. structure)",
    "phone": "Téléphone (coord. structure)",
    "phone_2": "Téléphone 2 (coord. structure)",
    "fax": "Télécopie (coord. structure)",
    "email": "Adresse e-mail (coord. structure)",
    "department_code": "Code Département (structure)",
    "department_name": "Libellé Département (structure)",
    "former_structure_id": "Ancien identifiant de la structure",
    "authority": "Autorité d'enregistrement",
    "sector_code": "Code secteur d'activité",
    "sector_label": "Libellé secteur d'activité",
    "pharmacist_section_code": "Code section tableau pharmaciens",
    "pharmacist_section_label": "Libellé section tableau pharmaciens",
    "role_code": "Code rôle",
    "role_label": "Libellé rôle",
    "activity_kind_code": "Code genre activité",
    "activity_kind_label": "Libellé genre activité",
}
FIELDS: Final = tuple(COLUMNS)

_PERSON: Final = ("identifier_type", "identifier", "national_id", "family_name", "given_name")
_PROFESSION: Final = ("profession_code", "profession_label", "category_code", "category_label")
_EXPERTISE: Final = ("expertise_kind_code", "expertise_kind_label", "expertise_code", "expertise_label")

# PS_LibreAcces_SavoirFaire_*: one line an expertise.
EXPERTISE_COLUMNS: Final = {name: COLUMNS[name] for name in (*_PERSON, *_PROFESSION, *_EXPERTISE)}

# PS_LibreAcces_Dipl_AutExerc_*: one line a diploma or an authorization to practise.
DIPLOMA_COLUMNS: Final = {
    **{name: COLUMNS[name] for name in _PERSON},
    "diploma_type_code": "Code type diplôme obtenu",
    "diploma_type_label": "Libellé type diplôme obtenu",
    "diploma_code": "Code diplôme obtenu",
    "diploma_label": "Libellé diplôme obtenu",
    "authorization_type_code": "Code type autorisation",
    "authorization_type_label": "Libellé type autorisation",
    "discipline_code": "Code discipline autorisation",
    "discipline_label": "Libellé discipline autorisation",
}

_CIVIL_STATUS: Final = {
    "birth_family_name": "Nom de famille",
    "birth_given_names": "Prénoms",
    "birth_date": "Date de naissance",
    "birth_commune_code": "Code commune de naissance",
    "birth_country_code": "Code pays de naissance",
    "birth_place": "Lieu de naissance",
    "sex_code": "Code sexe",
    "contact_phone": "Téléphone (coord. correspondance)",
    "contact_email": "Adresse e-mail (coord. correspondance)",
}
_CODES_ONLY: Final = (
    "civility_code",
    "profession_code",
    "category_code",
    "practice_title_code",
    "family_name",
    "given_name",
    "expertise_kind_code",
    "expertise_code",
    "mode_code",
    "sector_code",
    "pharmacist_section_code",
    "role_code",
    "site_siret",
    "site_siren",
    "site_finess",
    "legal_finess",
    "structure_id",
    "legal_name",
    "trade_name",
    "address_recipient",
    "address_location",
    "street_number",
    "street_repetition",
    "street_type_code",
    "street_name",
    "distribution_mention",
    "post_office",
    "postal_code",
    "commune_code",
    "country_code",
    "phone",
    "phone_2",
    "fax",
    "email",
)

# Extraction_ProSanteConnect_Personne_activite_*: codes without labels, civil status and contacts of correspondence.
# The first files end with the authority (49), later ones have the kind of activity (50), then other identifiers (51).
RESTRICTED_COLUMNS: Final = {
    **{name: COLUMNS[name] for name in ("identifier_type", "identifier", "national_id")},
    **_CIVIL_STATUS,
    **{name: COLUMNS[name] for name in _CODES_ONLY},
    "department_code": "Code département (coord. structure)",
    "former_structure_id": COLUMNS["former_structure_id"],
    "authority": COLUMNS["authority"],
    "other_identifiers": "Autres identifiants",
    "activity_kind_code": "Code genre d'activité",
}

# Other spellings met in files of several years.
SPELLINGS: Final = {
    "Code département (structure)": "department_code",
    "Libellé département (coord. structure)": "department_name",
    "Code fonction": "role_code",
    "Libellé fonction": "role_label",
    "Libellé genre d'activité": "activity_kind_label",
}
