"""Addresses of the people pages: the home page, logging in and out, one's own account, everybody's accounts."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from office.people import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    path("me/", views.me, name="me"),
]
