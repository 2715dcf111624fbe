"""Addresses of the feed's files: exactly the names that ``feed`` and ``metadata`` write, and nothing else."""

from typing import Final

from django.urls import re_path

from office.publishing import views_feed

_GROUP: Final = r"(?P<group>[a-z0-9][a-z0-9-]{0,63})"
_HASH: Final = r"[0-9a-f]{64}"
_ROLES: Final = r"root|targets|snapshot|register|editions|urgent"

urlpatterns = [
    re_path(
        rf"^metadata/(?P<name>timestamp\.json|[0-9]{{1,9}}\.(?:{_ROLES})\.json)\Z",
        views_feed.metadata,
        name="feed-metadata",
    ),
    re_path(rf"^targets/(?P<name>{_HASH}\.register\.json)\Z", views_feed.register, name="feed-register"),
    re_path(
        rf"^targets/{_GROUP}/(?P<name>{_HASH}\.(?:edition|urgent)\.json)\Z", views_feed.edition, name="feed-edition"
    ),
    re_path(rf"^access/(?:{_GROUP}/)?\Z", views_feed.access, name="feed-access"),
    re_path(rf"^blobs/{_GROUP}/(?P<sha256>{_HASH})\Z", views_feed.blob, name="feed-blob"),
]
