"""Addresses, see the module name."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
