"""Accounts. Decides who somebody is and which roles they hold; what a role may do is decided where it is done."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The people of the field (see the catalogue of roles in the documents)."""

    DRAFTER = "drafter", _("Drafter")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    SCHEDULER = "scheduler", _("Scheduler")
    HANDLER = "handler", _("Opinion handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    TECHNICIAN = "technician", _("Technician")
    KEEPER = "keeper", _("Account keeper")


class User(AbstractUser):
    """A member of staff. ``username`` is also the person's id in approvals, so it has the contract's form."""

    username = models.CharField(
        _("user name"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]{0,63}\Z", _("Only a-z, 0-9 and hyphens."))],
    )
    name = models.CharField(_("name"), max_length=80)
    password_is_temporary = models.BooleanField(default=False)  # somebody else has seen it: its owner should choose one
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def holds(self, *roles: Role) -> bool:
        """Whether the account holds any of ``roles``. A superuser holds all; no rule of the workflow bends for that."""
        if not self.is_active:
            return False
        return self.is_superuser or bool(self.role_set & set(roles))

    @property
    def role_set(self) -> frozenset[str]:
        """The roles held, read once per request."""
        if not hasattr(self, "_role_set"):
            self._role_set = frozenset(self.grants.values_list("role", flat=True))
        return self._role_set


class Grant(models.Model):
    """A role held by somebody."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        """One grant per role."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
