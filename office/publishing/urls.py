"""Addresses of the publishing pages."""

from django.urls import path

from office.publishing import views

urlpatterns = [
    path("", views.publishing, name="publishing"),
    path("now/", views.publish_now, name="publish-now"),
    path("organisation/", views.organisation, name="organisation"),
    path("<slug:slug>/<int:number>/", views.publication, name="publication"),
]
