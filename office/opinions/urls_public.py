"""Addresses of the public site."""

from django.urls import path, re_path
from django.views.i18n import set_language

from office.opinions import views_public as views

urlpatterns = [
    path("", views.index, name="index"),
    path("i/<slug:link_code>", views.notice, name="notice"),
    path("i/<slug:link_code>/<slug:screen>", views.notice, name="notice_at"),
    path("I/<slug:link_code>", views.notice),  # as QR codes have it, which hold capitals in less room
    path("I/<slug:link_code>/<slug:screen>", views.notice),
    path("i/<slug:link_code>/before/<int:number>", views.before, name="notice_before"),
    path("r", views.receipt_form, name="receipt_form"),
    path("r/<str:code>", views.receipt, name="receipt"),
    re_path(r"^b/(?P<sha256>[0-9a-f]{64})$", views.picture, name="picture"),
    re_path(r"^b/(?P<sha256>[0-9a-f]{64})/web$", views.picture, {"is_web": True}, name="picture_web"),
    path("language", set_language, name="set_language"),
]
