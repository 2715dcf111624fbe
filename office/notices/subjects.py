"""Reading a version for a step, as it is now and held until the step is done; and its name in the journal."""

from office.notices.models import Version


def locked(version: Version) -> Version:
    """The version as it stands now. Inside a transaction nobody else can change it until that ends.

    (SQLite lets one writer in at a time because transactions begin IMMEDIATE; other databases lock the row.)
    """
    rows = Version.objects.select_for_update(of=("self",)).select_related("notice", "entry", "drafter")
    return rows.get(pk=version.pk)


def subject_of(version: Version) -> str:
    """Its name in the journal, like ``notice:n-12@3``."""
    return f"notice:{version.notice.code}@{version.number}"
