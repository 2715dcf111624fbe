"""Addresses of the staff's pages about opinions, below /opinions/."""

from django.urls import path

from office.opinions import views_staff as views

urlpatterns = [
    path("", views.inbox, name="opinions"),
    path("<int:pk>/", views.opinion, name="opinion"),
]
