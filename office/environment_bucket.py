"""The settings of the bucket that the feed is copied to, from the environment; SUNBOARD_BUCKET empty: there is none."""

import os
import re
from importlib.util import find_spec
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from office.environment import SettingError, read_address, read_choice

_PREFIX: Final = "SUNBOARD_BUCKET"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # as object stores take them
_FOLDER: Final = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
_SITE: Final = re.compile(r"https?://[^\s?#@]+")


class Bucket(NamedTuple):
    """Where the feed is copied to. ``folder`` may be empty; ``address`` is where screens find the copy."""

    endpoint: str
    name: str
    folder: str
    region: str
    style: str
    key: str
    secret: str
    address: str

    @property
    def storage(self) -> dict[str, Any]:
        """What Django's STORAGES has for it."""
        options = {
            "endpoint_url": self.endpoint,
            "bucket_name": self.name,
            "location": self.folder,
            "region_name": self.region,
            "addressing_style": self.style,
            "access_key": self.key,
            "secret_key": self.secret,
        }
        return {"BACKEND": "office.publishing.bucket.BucketStorage", "OPTIONS": options}


def read_bucket() -> Bucket | None:
    """The bucket that SUNBOARD_BUCKET names; None when it names none."""
    name = _read("")
    if not name:
        _refuse_lonely()
        return None
    if not _NAME.fullmatch(name):
        raise SettingError(_PREFIX, f"is {name!r}; a bucket's name has 3 to 63 of a-z, 0-9, hyphens and dots")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise SettingError(_PREFIX, "is set, which needs the extra 'bucket': pip install 'sunboard[bucket]'")
    endpoint = read_address(f"{_PREFIX}_ENDPOINT", "")
    style = read_choice(f"{_PREFIX}_STYLE", ("path", "virtual"))
    folder = _read_folder()
    return Bucket(
        endpoint=endpoint,
        name=name,
        folder=folder,
        region=_read("REGION") or "us-east-1",  # what stores without regions expect
        style=style,
        key=_read_needed("KEY"),
        secret=_read_needed("SECRET"),
        address=_read_own_address() or _address_of(endpoint, name, folder, style),
    )


def _address_of(endpoint: str, name: str, folder: str, style: str) -> str:
    """Where the bucket itself serves what lies in it."""
    scheme, host = urlsplit(endpoint)[:2]
    site = f"{scheme}://{host}/{name}" if style == "path" else f"{scheme}://{name}.{host}"
    return f"{site}/{folder}" if folder else site


def _read(name: str) -> str:
    return os.environ.get(f"{_PREFIX}_{name}" if name else _PREFIX, "").strip()


def _read_needed(name: str) -> str:
    value = _read(name)
    if not value:
        raise SettingError(f"{_PREFIX}_{name}", f"is not set, though {_PREFIX} is; the bucket's owner has it")
    return value


def _read_folder() -> str:
    folder = _read("FOLDER").strip("/")
    if folder and not _FOLDER.fullmatch(folder):
        raise SettingError(f"{_PREFIX}_FOLDER", f"is {folder!r}; it must be like qingxi or sunboard/qingxi")
    return folder


def _read_own_address() -> str:
    address = _read("ADDRESS").rstrip("/")
    if address and not _SITE.fullmatch(address):
        raise SettingError(f"{_PREFIX}_ADDRESS", f"is {address!r}; it must be like https://notices.example.cn/feed")
    return address


def _refuse_lonely() -> None:
    """Raise SettingError when something is said about a bucket that nobody named."""
    for name in ("ENDPOINT", "FOLDER", "REGION", "STYLE", "KEY", "SECRET", "ADDRESS"):
        if _read(name):
            raise SettingError(_PREFIX, f"is not set, though {_PREFIX}_{name} is; name the bucket, or take that away")
