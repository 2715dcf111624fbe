"""The Django app of office.journal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Name and title."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "office.journal"
    verbose_name = _("Journal")
