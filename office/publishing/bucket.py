"""A bucket of an S3-compatible object store, over django-storages. Decides how objects are sent and faults told.

An object goes in one request, however large, so that it is there whole or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError
from storages.backends.s3 import S3Storage

from office.publishing.errors import BucketError, BucketFault
from office.publishing.sweep import TIMESTAMP, Found

ATTEMPTS: Final = 3  # for each request; whoever calls tries the whole again later
CONNECT_TIMEOUT_S: Final = 10.0
READ_TIMEOUT_S: Final = 60.0
_LARGEST_BYTES: Final = 5 * 1024**3  # what a store takes in one request
_NEVER_CHANGES: Final = "public, max-age=31536000, immutable"


class BucketStorage(S3Storage):  # type: ignore[misc] # it has no types
    """Raises BucketError where django-storages raises what its library does. ``attempts`` is for each request."""

    def __init__(self, *, addressing_style: str, attempts: int = ATTEMPTS, **options: Any) -> None:
        client = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"mode": "standard", "total_max_attempts": attempts},
            # Checksums in trailers are Amazon's own: Alibaba's and others' stores refuse an upload that has one.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        transfer = TransferConfig(multipart_threshold=_LARGEST_BYTES, use_threads=False)
        super().__init__(client_config=client, transfer_config=transfer, **options)

    def listing(self) -> dict[str, Found]:
        """Everything there by its path below the folder."""
        below = f"{self.location}/" if self.location else ""
        with self._told():
            objects = self.bucket.objects.filter(Prefix=below)
            return {one.key.removeprefix(below): Found(one.e_tag.strip('"'), one.last_modified) for one in objects}

    def delete(self, name: str) -> None:
        """Remove it; one that is not there is no fault."""
        with self._told():
            super().delete(name)

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """The headers with which screens and caches find it."""
        return {
            "CacheControl": "no-cache" if name.endswith(TIMESTAMP) else _NEVER_CHANGES,
            "ContentType": "application/json" if name.endswith(".json") else "application/octet-stream",
        }

    def _save(self, name: str, content: Any) -> str:
        with self._told():
            return str(super()._save(name, content))

    @contextmanager
    def _told(self) -> Iterator[None]:
        where = f"the bucket {self.bucket_name} at {self.endpoint_url}"
        try:
            yield
        except (NoConnectionError, HTTPClientError) as error:
            raise BucketError(BucketFault.UNREACHABLE, f"{where} cannot be reached, or the line broke off") from error
        except ClientError as error:
            raise _fault_of(where, error) from error
        except BotoCoreError as error:
            raise BucketError(BucketFault.OTHER, f"{where} cannot be used: {error}") from error


def _fault_of(where: str, error: ClientError) -> BucketError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return BucketError(BucketFault.REFUSED, f"{where} refuses this office's key ({code}): look at key and policy")
    if status == HTTPStatus.NOT_FOUND:
        return BucketError(BucketFault.MISSING, f"{where} is not there ({code}): is its name right?")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return BucketError(BucketFault.UNREACHABLE, f"{where} is out of order (HTTP {status})")
    return BucketError(BucketFault.OTHER, f"{where} did not take a request ({code or f'HTTP {status}'})")
