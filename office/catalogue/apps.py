"""The Django app of office.catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Name and title."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "office.catalogue"
    verbose_name = _("Catalogue")
