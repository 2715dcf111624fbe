"""Addresses of the screens' pages."""

from django.urls import path

from office.screens import views, views_at, views_shown

urlpatterns = [
    path("", views.screens, name="screens"),
    path("shown/", views_shown.shown_for, name="shown"),
    path("new/", views.screen_form, name="screen-new"),
    path("groups/new/", views.group_form, name="group-new"),
    path("groups/<slug:slug>/", views.group_form, name="group"),
    path("groups/<slug:slug>/delete/", views.group_delete, name="group-delete"),
    path("incidents/<int:pk>/settle/", views.incident_settle, name="incident-settle"),
    path("one/<slug:slug>/", views.screen, name="screen"),
    path("one/<slug:slug>/edit/", views.screen_form, name="screen-edit"),
    path("one/<slug:slug>/delete/", views.screen_delete, name="screen-delete"),
    path("one/<slug:slug>/code/", views.screen_code, name="screen-code"),
    path("one/<slug:slug>/revoke/", views.screen_revoke, name="screen-revoke"),
    path("one/<slug:slug>/picture.jpg", views.screen_picture, name="screen-picture"),
    path("one/<slug:slug>/at/", views_at.screen_at, name="screen-at"),
    path("one/<slug:slug>/should/", views_at.screen_should, name="screen-should"),
]
