"""The Django app of office.sample: it has commands and no models."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """Name."""

    name = "office.sample"
