"""Addresses of the screens pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
