"""Pictures with a service that speaks S3: how it is named in the settings, and against a server where there is one."""

import os
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test.utils import override_settings

from community.storage import media_storage
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.uploads import pictures
from tests.uploads.test_seeing import look
from uploads import files
from uploads.actions import sweep
from uploads.models import Stored

# https://KEY:SECRET@HOST/BUCKET of an empty bucket that may be written to, such as one of npm's s3rver.
BUCKET = os.environ.get("MURMURATION_BUCKET", "")
with_bucket = pytest.mark.skipif(not BUCKET, reason="MURMURATION_BUCKET names no bucket to write to")


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://KEY:SEC%2FRET@s3.example.org/my-bucket", ("https://s3.example.org", "my-bucket", "", "us-east-1")),
        (
            "http://KEY:SEC%2FRET@127.0.0.1:9000/b.c/pictures/?region=eu-west-3",
            ("http://127.0.0.1:9000", "b.c", "pictures", "eu-west-3"),
        ),
    ],
)
def test_a_bucket_is_one_address(url: str, names: tuple[str, ...]) -> None:
    options = media_storage(url)["OPTIONS"]
    assert names == tuple(options[name] for name in ("endpoint_url", "bucket_name", "location", "region_name"))
    assert (options["access_key"], options["secret_key"]) == ("KEY", "SEC/RET")
    assert options["default_acl"] is None


@pytest.mark.parametrize(
    "url",
    [
        "s3://KEY:SECRET@host/bucket",
        "https://host/bucket",
        "https://KEY:SECRET@host/",
        "https://KEY:SE/RET@host/bucket",
    ],
)
def test_what_is_not_understood_is_said_without_the_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PICTURES_BUCKET is not understood") as said:
        media_storage(url)
    assert "RET" not in str(said.value).replace("KEY:SECRET@HOST", "")


def test_without_one_they_lie_in_a_folder_of_ones_own() -> None:
    assert media_storage("")["OPTIONS"] == {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}


@pytest.mark.django_db
def test_a_service_that_is_away_is_a_sentence_and_leaves_nothing() -> None:
    away = media_storage("http://KEY:SECRET@127.0.0.1:1/bucket")
    away["OPTIONS"]["client_config"] = away["OPTIONS"]["client_config"].merge(_quick())
    with override_settings(STORAGES={**settings.STORAGES, "default": away}):
        with pytest.raises(NotAllowed, match="cannot be reached right now") as said:
            pictures.sent(cast.dorrie())
        assert said.value.status == 503
    assert not Stored.objects.exists()


def _quick() -> Any:
    from botocore.config import Config  # type: ignore[import-untyped]

    return Config(connect_timeout=0.2, retries={"total_max_attempts": 1})


@pytest.mark.django_db
@with_bucket
def test_from_sending_to_sweeping(django_capture_on_commit_callbacks: Any) -> None:
    with override_settings(STORAGES={**settings.STORAGES, "default": media_storage(BUCKET)}):
        assert list(files.all_kept()) == []
        dorrie = pictures.settled(cast.dorrie())
        picture = pictures.sent(dorrie)
        say.answer(actor=dorrie, topic=make.topic(audience="everyone"), body=pictures.shows(picture))
        masked = pictures.sent(dorrie)
        say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(picture, masked), masked=True)
        assert look(None, picture).content == files.read(picture.stored.key, "480.webp")
        assert look(None, picture, "481.webp").status_code == 404
        kept = {key for key, _names in files.all_kept()}
        assert kept == set(Stored.objects.values_list("pk", flat=True))
        assert len(kept) == 3
        with django_capture_on_commit_callbacks(execute=True):
            from forum.models import Topic

            Topic.objects.all().delete()
            sweep()
        assert list(files.all_kept()) == []
        with pytest.raises(FileNotFoundError):
            files.read("a" * 32, "480.jpg")
