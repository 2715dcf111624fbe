"""The bucket's settings: what is taken, and the one line with which a wrong one stops the start."""

import pytest

from office.environment import SettingError
from office.environment_bucket import read_bucket
from tests.office.test_app import office as run_office

WHOLE = {
    "SUNBOARD_BUCKET": "qingxi-notices",
    "SUNBOARD_BUCKET_ENDPOINT": "https://store.example.cn",
    "SUNBOARD_BUCKET_KEY": "key",
    "SUNBOARD_BUCKET_SECRET": "secret",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_nothing_set_is_no_bucket() -> None:
    assert read_bucket() is None


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "https://store.example.cn/qingxi-notices"),
        ({"FOLDER": "feeds/qingxi/"}, "https://store.example.cn/qingxi-notices/feeds/qingxi"),
        ({"STYLE": "virtual", "FOLDER": "qingxi"}, "https://qingxi-notices.store.example.cn/qingxi"),
        ({"ADDRESS": "https://notices.example.cn/feed/"}, "https://notices.example.cn/feed"),
    ],
)
def test_screens_are_sent_to_where_the_bucket_serves_it_or_to_what_stands_before_it(
    environment: pytest.MonkeyPatch, more: dict[str, str], address: str
) -> None:
    for name, value in more.items():
        environment.setenv(f"SUNBOARD_BUCKET_{name}", value)
    bucket = read_bucket()
    assert bucket
    assert bucket.address == address


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SUNBOARD_BUCKET", "Not A Bucket"),
        ("SUNBOARD_BUCKET_ENDPOINT", ""),
        ("SUNBOARD_BUCKET_ENDPOINT", "store.example.cn"),
        ("SUNBOARD_BUCKET_STYLE", "cloud"),
        ("SUNBOARD_BUCKET_KEY", ""),
        ("SUNBOARD_BUCKET_SECRET", " "),
        ("SUNBOARD_BUCKET_FOLDER", "../elsewhere"),
        ("SUNBOARD_BUCKET_ADDRESS", "notices.example.cn"),
    ],
)
def test_a_wrong_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingError, match=f"^office: {name} is "):
        read_bucket()


def test_a_setting_without_a_bucket_is_no_silent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNBOARD_BUCKET_KEY", "key")
    with pytest.raises(SettingError, match="SUNBOARD_BUCKET is not set, though SUNBOARD_BUCKET_KEY is"):
        read_bucket()


def test_a_start_ends_with_one_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    told = run_office(tmp_path_factory.mktemp("office"), "check", **WHOLE | {"SUNBOARD_BUCKET_SECRET": ""})
    assert told.stderr.startswith("office: SUNBOARD_BUCKET_SECRET is not set, though SUNBOARD_BUCKET is")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
