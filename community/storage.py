"""Where files lie that people bring along, out of the settings."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

S3 = re.compile(
    r"(?P<scheme>https?)://(?P<key>[^\s:/@]+):(?P<secret>[^\s:/@]+)@(?P<host>[^\s/?#@]+)"
    r"/(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<folder>[^\s?#]*))?(?:\?region=(?P<region>[a-z0-9-]+))?"
)
CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 10, 2


def media_storage(bucket: str) -> dict[str, Any]:
    """Of STORAGES: the folder MEDIA_ROOT, into which its owner alone may look, or a bucket."""
    return _bucket(bucket) if bucket else _folder()


def _folder() -> dict[str, Any]:
    options = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


def _bucket(url: str) -> dict[str, Any]:
    """Raises ImproperlyConfigured with a sentence that holds no secret."""
    found = S3.fullmatch(url.strip())
    if found is None:
        raise ImproperlyConfigured(
            "PICTURES_BUCKET is not understood. Write https://KEY:SECRET@HOST/BUCKET, or …/BUCKET/FOLDER?region=REGION."
        )
    from botocore.config import Config  # type: ignore[import-untyped]

    options = {
        "access_key": unquote(found["key"]),
        "secret_key": unquote(found["secret"]),
        "endpoint_url": f"{found['scheme']}://{found['host']}",
        "bucket_name": found["bucket"],
        "location": (found["folder"] or "").strip("/"),
        "region_name": found["region"] or "us-east-1",
        "default_acl": None,  # the bucket's own: nobody but us
        "file_overwrite": True,  # names are random, so there is no need to look first
        "querystring_auth": False,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
