"""Addresses that screens' machines call."""

from django.urls import path

from office.screens import views_device

urlpatterns = [
    path("enrol", views_device.enrol_screen, name="device-enrol"),
    path("reports", views_device.take_reports, name="device-reports"),
    path("screenshot", views_device.take_screenshot, name="device-screenshot"),
]
