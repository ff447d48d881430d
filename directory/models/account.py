"""Who signs in: staff of authorities, and practitioners once a card is activated."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.practitioner import Practitioner


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts: staff with an e-mail, practitioners with their national id and no password."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password it cannot sign in by password."""
        account = self.model(username=username, email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> "Account":
        """Make a national operator; `createsuperuser` calls it."""
        return self.create_user(username, email or username, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """One person who signs in. Staff: username is the e-mail; practitioner: the national id, and no password."""

    username = models.CharField(_("user name"), max_length=254, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    display_name = models.CharField(_("name"), max_length=200, blank=True)
    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="account",
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the portal"), default=False)
    date_joined = models.DateTimeField(_("created"), default=timezone.now)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                "email",
                name="account_email_is_unique_when_given",
                condition=~Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name that pages show."""
        return str(self)

    def get_short_name(self) -> str:
        """The name that pages show where room is short."""
        return str(self)
