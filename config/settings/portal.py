"""How the portal looks: the same design tokens as the public pages, in the toolkit's own form."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

_static = lazy(static, str)

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Directory & e-CPS"),
    "SITE_HEADER": _("Directory & e-CPS"),
    "SITE_SUBHEADER": _("Registration portal"),
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("theme/logo.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("theme/favicon.svg")},
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "#effafa",
            "100": "#d5f0f2",
            "200": "#aee0e5",
            "300": "#7ac9d2",
            "400": "#42a9b7",
            "500": "#218c9b",
            "600": "#0b6f80",
            "700": "#0b5c6b",
            "800": "#104b57",
            "900": "#123f49",
            "950": "#062830",
        },
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
    "STYLES": [lambda request: static("directory/portal.css")],
    "SCRIPTS": [lambda request: static("directory/keys.js")],
    "ACCOUNT": {
        "navigation": [
            {"title": _("Second factor"), "link": reverse_lazy("mfa_index")},
            {"title": _("e-CPS"), "link": reverse_lazy("ecps_link")},
            {"title": _("Password"), "link": reverse_lazy("account_change_password")},
            {"title": _("Sessions"), "link": reverse_lazy("usersessions_list")},
            {"title": _("Keyboard shortcuts"), "link": reverse_lazy("portal:shortcuts")},
        ],
    },
    "LOGIN": {"redirect_after": lambda request: reverse_lazy("portal:index")},
}
