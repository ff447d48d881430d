"""The public page of the API says what the API does."""

import pytest
from django.urls import reverse

from directory.api.fhir.resources import RESOURCES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_names_every_parameter_of_every_type(client, language):
    page = client.get(reverse("api_guide"), headers={"accept-language": language})

    assert page.status_code == 200
    words = page.content.decode()
    for entry in RESOURCES.values():
        for parameter in entry.parameters:
            assert f"<code>{parameter.name}</code>" in words


def test_a_key_is_shown_in_a_demonstration_only(client, settings):
    settings.FHIR_DEMO_KEY = ""
    assert "$KEY" in client.get("/annuaire/api/").content.decode()
    assert "ak_" not in client.get("/annuaire/api/").content.decode()

    settings.FHIR_DEMO_KEY = "ak_published"
    assert "ak_published" in client.get("/annuaire/api/").content.decode()
