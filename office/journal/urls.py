"""Addresses of the journal pages."""

from django.urls import path

from office.journal import views

urlpatterns = [path("", views.journal, name="journal")]
