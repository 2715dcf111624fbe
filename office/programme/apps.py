"""The Django app of office.programme."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """Name and title."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "office.programme"
    verbose_name = _("Programme")
