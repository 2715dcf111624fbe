import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.mark.parametrize(("site", "urls"), [("public", "office.urls_public"), ("staff", "office.urls_staff")])
@pytest.mark.django_db
def test_every_answer_forbids_inline_scripts_foreign_sources_and_framing(
    settings: Settings, client: Client, site: str, urls: str
) -> None:
    settings.SITE, settings.ROOT_URLCONF = site, urls
    for address in ("/", "/no/such/page"):
        headers = client.get(address).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in str(policy)
        assert not any("http" in sources or "*" in sources for sources in policy.values())
        assert ("script-src" in policy) is (site == "staff")
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in headers["Permissions-Policy"]
