"""Applications that read the directory's API."""

import factory
from factory.django import DjangoModelFactory

from directory.codes import api_key_digest, api_key_hint
from directory.models import ApiClient, ApiKey
from tests.factories.directory import LONG_AGO

KEY = "ak_test-of-the-tests-0123456789abcdefghijkl"


class ApiClientFactory(DjangoModelFactory[ApiClient]):
    """An application of the public view, without a key."""

    class Meta:
        model = ApiClient

    class Params:
        restricted = factory.Trait(reads_restricted=True)
        suspended = factory.Trait(suspended_at=LONG_AGO)

    name = factory.Sequence(lambda n: f"Logiciel {n}")
    contact_email = "equipe@logiciel.test"
    created_at = LONG_AGO


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A key that runs. secret: the key in clear; KEY unless given."""

    class Meta:
        model = ApiKey
        exclude = ("secret",)

    secret = KEY
    client = factory.SubFactory(ApiClientFactory)
    digest = factory.LazyAttribute(lambda key: api_key_digest(key.secret))
    hint = factory.LazyAttribute(lambda key: api_key_hint(key.secret))
    created_at = LONG_AGO
