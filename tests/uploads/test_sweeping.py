"""What nothing shows goes, and nothing else does."""

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from forum.models import Post
from tests import cast, make
from tests.forum import say
from tests.uploads import pictures
from uploads import files, queries
from uploads.actions import sweep
from uploads.models import Picture, Stored, Use
from uploads.rules import UNUSED_FOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_disk(settings: Any, tmp_path: Any) -> None:
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": disk}


def kept_files() -> int:
    return sum(len(names) for _key, names in files.all_kept())


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    at = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: at)


def test_what_was_never_posted_goes_after_a_month(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    pictures.sent(cast.dorrie())
    later(monkeypatch, UNUSED_FOR - timedelta(hours=2))
    assert sweep() == 0
    later(monkeypatch, timedelta(hours=4))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 1
    assert (Picture.objects.count(), Stored.objects.count(), kept_files()) == (0, 0, 0)


def test_what_a_post_holds_stays_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    dorrie = cast.dorrie()
    say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(pictures.sent(dorrie)))
    later(monkeypatch, timedelta(days=4000))
    assert sweep() == 0
    assert (Picture.objects.count(), kept_files()) == (1, 6)


def test_with_its_post_it_goes(django_capture_on_commit_callbacks: Any) -> None:
    dorrie = cast.dorrie()
    first, second = (
        say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(pictures.sent(dorrie))) for _ in range(2)
    )
    Post.objects.filter(pk=first.pk).delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 1
    assert list(Use.objects.values_list("holder_id", flat=True)) == [second.pk]
    assert kept_files() == 6


def test_files_that_another_picture_has_stay() -> None:
    dorrie = cast.dorrie()
    first, _second = (
        say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(pictures.sent(dorrie, b"same")))
        for _ in range(2)
    )
    Post.objects.filter(pk=first.pk).delete()
    assert sweep() == 0
    assert (Picture.objects.count(), Stored.objects.count()) == (1, 1)


def test_files_without_a_row_go_when_they_are_old() -> None:
    files.keep("ab" * 16, {"480.jpg": b"x"})
    sweep()
    assert kept_files() == 1
    old = time.time() - 5 * 3600
    os.utime(files.storage().path(files.place("ab" * 16, "480.jpg")), (old, old))
    sweep()
    assert kept_files() == 0


def test_files_of_a_row_stay_however_old() -> None:
    picture = pictures.sent(cast.dorrie())
    for name in picture.stored.files:
        os.utime(files.storage().path(files.place(picture.stored_id, name)), (1, 1))
    sweep()
    assert kept_files() == 6


def test_the_time_of_a_file_is_its_hour() -> None:
    picture = pictures.sent(cast.dorrie())
    at = files.hour_kept(picture.stored_id, picture.stored.files)
    assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_being_posted_is_not_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    Picture.objects.update(kept_until=timezone.now() - timedelta(days=1))
    from tests.races import at_once
    from uploads.actions import carry

    def post() -> None:
        with transaction.atomic():
            carried = carry(actor=dorrie, body=pictures.shows(picture), masked=False)
            time.sleep(0.3)
            carried.hold("post", make.answer().pk)

    at_once([post, lambda: (time.sleep(0.1), sweep())])  # type: ignore[list-item, func-returns-value]
    assert Use.objects.count() == Picture.objects.count() == 1
    assert kept_files() == 6


def test_how_much_room_all_of_them_take() -> None:
    assert queries.room() == queries.Room(pictures=0, waiting=0, bytes=0)
    picture = pictures.sent(cast.dorrie(), b"x" * 100)
    assert queries.room() == queries.Room(pictures=1, waiting=1, bytes=picture.stored.size)


def test_the_folder_need_not_be_there() -> None:
    assert sweep() == 0
