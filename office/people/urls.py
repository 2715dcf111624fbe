"""Addresses of the people pages: the home page, logging in and out, one's own account, everybody's accounts."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from office.people import views, views_accounts

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    path("me/", views.me, name="me"),
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/add/", views_accounts.add, name="account-add"),
    path("accounts/<slug:username>/", views_accounts.change, name="account"),
    path("accounts/<slug:username>/password/", views_accounts.reset, name="account-password"),
    path("accounts/<slug:username>/active/", views_accounts.set_active, name="account-active"),
]
