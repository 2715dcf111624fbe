"""The Django app of office.publishing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """Name and title."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "office.publishing"
    verbose_name = _("Publishing")
