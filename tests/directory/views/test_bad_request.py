"""An address that cannot be read is refused in the reader's language."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.views.defaults import bad_request


@pytest.mark.django_db
def test_a_request_that_cannot_be_read_is_refused_in_french(rf):
    answer = bad_request(rf.get("/portail/"), SuspiciousOperation("x"))

    assert answer.status_code == 400
    assert "Demande illisible" in answer.content.decode()
