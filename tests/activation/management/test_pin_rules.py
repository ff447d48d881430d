"""The command refuses the PINs that the wallet refuses, for the same reason."""

import pytest

from activation.management.phone.pin_rules import weakness
from tests.support.pins import NATIONAL_ID, SMS_CODE, WEAKNESSES


@pytest.mark.parametrize(("pin", "reason"), WEAKNESSES.items())
def test_an_easy_pin_is_refused_with_its_reason(pin, reason):
    assert weakness(pin, sms_code=SMS_CODE, national_id=NATIONAL_ID) == reason
