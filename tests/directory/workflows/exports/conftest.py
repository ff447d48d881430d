"""Somebody who registers people, seven people, and a folder for their files."""

import pytest

from tests.factories.directory import MandateFactory, PractitionerFactory, PractitionerRoleFactory


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


@pytest.fixture
def mandate():
    return MandateFactory(account__email="registraire@exemple.test")


@pytest.fixture
def colleagues(mandate):
    return [colleague(mandate, f"COLLEGUE{place}") for place in range(7)]


def colleague(mandate, name):
    person = PractitionerFactory(authority=mandate.authority, family_name=name)
    PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)
    return person
