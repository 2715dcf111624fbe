"""Addresses of the catalogue pages."""

from django.urls import path

from office.catalogue import views

urlpatterns = [
    path("", views.entries, name="catalogue"),
    path("add/", views.edit, name="catalogue-add"),
    path("<int:pk>/", views.edit, name="catalogue-entry"),
    path("<int:pk>/delete/", views.delete, name="catalogue-delete"),
]
