"""What somebody types who opens an account from a link that invited them, beside what else the link is for."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy

from directory.models import Account


class NewAccountForm(forms.Form):
    """Name and password. email: of the account to be, which the link was sent to."""

    name = forms.CharField(
        label=gettext_lazy("Given name and family name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters; a sentence that only you know is best."),
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        """A good one for this person."""
        password = str(self.cleaned_data["password"])
        name = str(self.data.get("name", ""))
        validate_password(password, Account(username=self._email, email=self._email, display_name=name))
        return password
