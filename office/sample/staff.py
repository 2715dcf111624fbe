"""Who does the sample's steps: the first holder of each role, as a colleague would."""

from office.people.models import Role, User
from office.sample.programme_file import SampleError


def holder(role: Role) -> User:
    """The first account that holds the role. Raises SampleError when there is none."""
    person = User.objects.filter(grants__role=role, is_active=True).order_by("pk").first()
    if person is None:
        raise SampleError(f"nobody holds the role {role.value}: give the sample's people one each")
    return person
