"""The staff site, and what screens ask of the office (``/device/``, ``/feed/``)."""

from django.urls import include, path

urlpatterns = [
    path("", include("office.people.urls")),
    path("notices/", include("office.notices.urls")),
    path("catalogue/", include("office.catalogue.urls")),
    path("journal/", include("office.journal.urls")),
    path("programme/", include("office.programme.urls")),
    path("screens/", include("office.screens.urls")),
    path("publishing/", include("office.publishing.urls")),
    path("opinions/", include("office.opinions.urls_staff")),
    path("device/", include("office.screens.urls_device")),
    path("feed/", include("office.publishing.urls_feed")),
]
