"""Sending a picture: by the page with one field, or by the composer's script."""

import errno
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from members.models import Member
from tests import cast, make
from tests.uploads.pictures import file
from uploads import files
from uploads.models import Picture, Stored
from uploads.views import PUBLIC

pytestmark = pytest.mark.django_db

NEW = "/pictures/new/"
SCRIPT = {"Accept": "application/json"}


def signed_in(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(member, backend="web.backends.Backend")
    return client


def send(member: Member, content: bytes | None = None, *, headers: Any = None, **fields: str) -> Any:
    content = file() if content is None else content
    sent = SimpleUploadedFile("IMG_2041 Dorrie at home.jpg", content, "image/jpeg")
    return signed_in(member).post(NEW, {"picture": sent, **fields}, headers=headers)


def all_files() -> list[str]:
    return [f"{key}-{name}" for key, names in files.all_kept() for name in names if Stored.objects.filter(pk=key)]


def test_a_line_comes_back_that_shows_it() -> None:
    response = send(cast.dorrie(), alt="a [letter] from the bank")
    [picture] = Picture.objects.all()
    line = rf"![a \[letter\] from the bank](/pictures/{picture.pk})"
    assert (response.status_code, response.context["markdown"]) == (200, line)
    assert sorted(picture.stored.files) == ["40.avif", "40.jpg", "40.webp"]
    assert picture.stored.size == sum(len(files.read(picture.stored.key, name)) for name in picture.stored.files)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_decoration": "on", "alt": "x"}, ""),
        ({}, "a picture without a description yet"),
        ({"alt": " y  z "}, "y z"),
    ],
)
def test_what_it_shows_is_asked_for_and_may_be_nothing(fields: dict[str, str], words: str) -> None:
    assert send(cast.dorrie(), **fields).context["markdown"].startswith(f"![{words}](")


def test_the_script_hears_where_it_is() -> None:
    said = send(cast.dorrie(), headers=SCRIPT).json()
    [picture] = Picture.objects.all()
    address = f"/pictures/{picture.pk}"
    assert said == {"name": picture.pk, "address": address, "small": f"{address}/40.jpg"}


def test_nothing_that_was_sent_is_kept() -> None:
    content = file(comment=b"CANARY", exif=b"Exif\0\0MM\0*CANARY")
    send(cast.dorrie(), content)
    kept = [files.read(stored.key, name) for stored in Stored.objects.all() for name in stored.files]
    assert len(kept) == 3
    assert not [one for one in kept if b"CANARY" in one or one == content]
    assert not [name for name in all_files() if "IMG" in name or "Dorrie" in name]


@pytest.mark.parametrize("headers", [None, SCRIPT])
def test_a_refusal_is_a_sentence(headers: Any) -> None:
    response = send(cast.dorrie(), b"<svg></svg>", headers=headers)
    assert (response.status_code, "SVG files are little programs" in response.content.decode()) == (422, True)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert send(cast.dorrie(), content).status_code == 422
    assert not Stored.objects.exists()


def test_no_file_at_all_is_said_beside_the_field() -> None:
    response = signed_in(cast.dorrie()).post(NEW, {})
    assert (response.status_code, response.context["form"].errors["picture"]) == (422, ["Choose a picture first."])


@override_settings(PICTURE_MEGABYTES=1)
def test_too_large_a_file_is_not_even_looked_at() -> None:
    response = send(cast.dorrie(), b"x" * 1_500_000, headers=SCRIPT)
    assert (response.status_code, response.json()["sentence"]) == (
        422,
        "This file is larger than 1 megabyte. A smaller copy of it will do.",
    )


@override_settings(PICTURES_A_DAY=2)
def test_so_many_in_a_day() -> None:
    dorrie = cast.dorrie()
    for content in (b"no picture", b"", file()):  # an empty one is none
        send(dorrie, content)
    response = send(dorrie, headers=SCRIPT)
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "You have sent 2 pictures today." in response.json()["sentence"]
    assert send(cast.tobias()).status_code == 200


@pytest.mark.parametrize("who", [{"approved_at": None}, {"is_active": False}])
def test_only_who_may_write_sends(who: Any) -> None:
    response = send(make.member(**who))
    assert response.status_code in (302, 422)
    assert not Picture.objects.exists()


def test_a_visitor_is_led_to_sign_in() -> None:
    assert Client().get(NEW).status_code == 302


# --- a full disk -------------------------------------------------------------------------------------------


class FullDisk(FileSystemStorage):
    """Takes three files, and half of the fourth."""

    taken = 0

    def _save(self, name: str, content: Any) -> str:
        type(self).taken += 1
        if type(self).taken > 3:
            super()._save(name, SimpleUploadedFile("x", b"half"))
            raise OSError(errno.ENOSPC, "No space left on device")
        return str(super()._save(name, content))


def test_a_full_disk_says_so_and_leaves_nothing_half(tmp_path: Any) -> None:
    FullDisk.taken = 0
    full = {"BACKEND": f"{__name__}.FullDisk", "OPTIONS": {"location": tmp_path}}
    with override_settings(STORAGES={**settings.STORAGES, "default": full}):
        response = send(cast.dorrie(), file(size=(500, 400)), headers=SCRIPT)
    assert (response.status_code, response["Retry-After"]) == (507, "300")
    assert not Stored.objects.exists()
    assert not Picture.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_while_the_database_is_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def full(**_fields: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Picture.objects, "create", full)
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    with override_settings(STORAGES={**settings.STORAGES, "default": disk}):
        assert send(cast.dorrie()).status_code == 507
    assert not Stored.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_that_everybody_may_see_is_kept_five_minutes_at_most() -> None:
    assert PUBLIC == "public, max-age=300"
