"""What was there before a restore is kept whole until somebody forgets it."""

import os
import time

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from hosting import database
from hosting.actions import restore
from hosting.actions.backup import Kept, back_up
from tests import make
from tests.hosting.restoring import put_back, state
from tests.uploads import pictures
from uploads import files
from uploads.actions import sweep
from uploads.models import Picture, Stored


def test_what_was_there_is_kept_can_come_back_and_can_be_forgotten(living) -> None:
    before = state()[:3]
    put_back(living.archive)
    assert len(database.kept_from_before()) == 1
    restore.undo()
    assert state()[:3] == before
    assert len(database.kept_from_before()) == 1  # what was put back, in its turn
    restore.undo()
    assert state()[0] == "Rhubarb without sugar"
    assert restore.forget() == 1
    assert database.kept_from_before() == []


def sent(*, hours):
    """A picture that waits to be posted, as if it had been sent then."""
    stored, at = pictures.sent(make.member()).stored, time.time() + hours * 3600
    for name in stored.files:
        os.utime(default_storage.path(files.place(stored.key, name)), (at, at))
    return stored


def is_there(stored):
    return all(default_storage.exists(files.place(stored.key, name)) for name in stored.files)


def test_pictures_of_before_outlive_the_sweep_until_it_is_forgotten(living) -> None:
    own = sent(hours=-24)
    put_back(living.archive)
    sweep()
    restore.undo()
    assert Stored.objects.filter(pk=own.pk).exists()
    assert is_there(own)
    restore.undo()  # to what was put back, which knows nothing of it
    sweep()
    assert is_there(own)
    restore.forget()
    assert not is_there(own)


def test_what_is_put_back_may_lose_a_picture_that_the_one_before_shows(living) -> None:
    shared = sent(hours=-24)
    back_up(to=living.folders.backups / "both.tar", kept=Kept())
    put_back(living.folders.backups / "both.tar")
    Picture.objects.all().delete()
    sweep()
    assert not Stored.objects.filter(pk=shared.pk).exists()
    restore.undo()
    assert is_there(shared)


def test_pictures_of_later_are_swept_as_ever(living) -> None:
    put_back(living.archive)
    stored = sent(hours=1)
    Picture.objects.all().delete()
    sweep()
    assert not is_there(stored)


def test_what_the_second_of_two_restores_brought_back_is_not_forgotten_with_the_first(living) -> None:
    """The wrong archive first, one that knows less; then the right one."""
    own = sent(hours=-24)
    right = living.folders.backups / "right.tar"
    back_up(to=right, kept=Kept())
    put_back(living.archive)
    put_back(right)
    assert restore.forget() == 2
    assert Stored.objects.filter(pk=own.pk).exists()
    assert is_there(own)


def test_a_long_name_is_found_again(monkeypatch) -> None:
    """It is cut, so that the time stays whole."""
    monkeypatch.setattr(database, "current_name", lambda: "murmuration_of_a_long_street_in_a_small_town")
    name = database.name_of_before()
    assert len(name) == database.LONGEST_NAME
    asked = []
    monkeypatch.setattr(database, "databases", lambda beginning: asked.append(beginning) or [])
    database.kept_from_before()
    assert name.startswith(asked[0])


def test_without_a_restore_there_is_nothing_to_undo(replaceable) -> None:
    with pytest.raises(CommandError, match="Nothing is kept"):
        call_command("restore", undo=True)
    assert restore.forget() == 0
