"""Addresses of the programme's pages."""

from django.urls import path

from office.programme import views, views_playlists

urlpatterns = [
    path("", views.week, name="programme"),
    path("urgent/", views.urgent, name="urgent"),
    path("rules/new/", views.rule_form, name="rule-new"),
    path("rules/<slug:slug>/", views.rule_form, name="rule"),
    path("rules/<slug:slug>/switch/", views.rule_switch, name="rule-switch"),
    path("rules/<slug:slug>/delete/", views.rule_delete, name="rule-delete"),
    path("playlists/new/", views_playlists.playlist_new, name="playlist-new"),
    path("playlists/<slug:slug>/", views_playlists.playlist, name="playlist"),
    path("playlists/<slug:slug>/pass/", views_playlists.playlist_pass, name="playlist-pass"),
    path("playlists/<slug:slug>/title/", views_playlists.playlist_edit, name="playlist-edit"),
    path("playlists/<slug:slug>/delete/", views_playlists.playlist_delete, name="playlist-delete"),
    path("playlists/<slug:slug>/add-notice/", views_playlists.entry_add, {"kind": "notice"}, name="entry-add-notice"),
    path(
        "playlists/<slug:slug>/add-selection/",
        views_playlists.entry_add,
        {"kind": "selection"},
        name="entry-add-selection",
    ),
    path("playlists/<slug:slug>/put-back/", views_playlists.entry_put_back, name="entry-put-back"),
    path("playlists/<slug:slug>/<int:pk>/up/", views_playlists.entry_move, {"way": "up"}, name="entry-up"),
    path("playlists/<slug:slug>/<int:pk>/down/", views_playlists.entry_move, {"way": "down"}, name="entry-down"),
    path("playlists/<slug:slug>/<int:pk>/remove/", views_playlists.entry_remove, name="entry-remove"),
    path("workdays/", views.years, name="workdays"),
    path("workdays/<int:year>/", views.year_form, name="workdays-year"),
    path("workdays/<int:year>/forget/", views.year_forget, name="workdays-forget"),
]
