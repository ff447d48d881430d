"""The portal's sign-in page: the e-CPS where it is offered, password and second factor."""

from typing import Any

from allauth.account.views import LoginView

from directory.staff_sign_in.registration import is_configured


class StaffLogin(LoginView):  # type: ignore[misc]  # the library is untyped
    """GET, POST /compte/login/."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The e-CPS is a button beside the form."""
        return {**super().get_context_data(**kwargs), "ecps_offered": is_configured()}
