"""The Django app of office.opinions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpinionsConfig(AppConfig):
    """Name and title."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "office.opinions"
    verbose_name = _("Opinions")
