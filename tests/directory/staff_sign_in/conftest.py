"""The portal is registered with a provider that the tests play."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from directory.channels import web
from tests.support.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider


@pytest.fixture
def registered(settings: Any, tmp_path: Path) -> Path:
    """The file of the portal's registration."""
    file = tmp_path / "portal.json"
    file.write_text(json.dumps({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}))
    settings.PORTAL_OIDC_REGISTRATION_FILE = file
    return file


@pytest.fixture
def provider(registered: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """Answers the portal's calls."""
    played = FakeProvider(now=time.time())
    monkeypatch.setattr(web, "call_ourselves", played.call)
    return played
