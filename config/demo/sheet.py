"""What the demo inbox says of the people one can be, the codes of their authenticators included."""

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from config.demo.people import PASSWORD, PRACTITIONERS, STAFF


def people_to_be() -> dict[str, Any]:
    """The staff with the code of the moment, and the practitioners who can activate an e-CPS."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return {
        "password": PASSWORD,
        "staff": [
            {
                "name": member.name,
                "post": member.post,
                "email": member.email,
                "practitioner": member.practitioner,
                "code": format_hotp_value(hotp_value(member.totp_secret, counter)),
            }
            for member in STAFF
        ],
        "practitioners": PRACTITIONERS,
    }
