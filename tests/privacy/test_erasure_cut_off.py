"""A job that is cut off anywhere goes on, and rests as long as it works."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import Member
from privacy.actions import erasures
from privacy.actions.erasing import steps
from privacy.models import Erasure
from tests import cast, make
from tests.privacy.room import CANARY, World, left

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def pau() -> Member:
    make.community()
    member = cast.pau()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def test_it_may_be_cut_off_after_any_batch(world) -> None:
    erasure = erasures.ask(member=world.erased, words="take", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    tasks = 0
    while Erasure.objects.get(pk=erasure.pk).done_at is None:
        erasures.work(id=erasure.pk, seconds=-1, sleep=lambda _: None)
        tasks += 1
    assert tasks > len(steps.ORDER)
    assert left(CANARY) == []


def test_a_dead_workers_job_is_found_and_a_living_ones_is_left_alone(pau, monkeypatch) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    sent: list[int] = []
    monkeypatch.setattr(erasures, "_send", sent.append)
    erasures.sweep()
    erasures.sweep()
    assert sent == [erasure.pk]
    Erasure.objects.update(look_again_at=timezone.now() - timedelta(seconds=1))
    erasures.sweep()
    assert sent == [erasure.pk] * 2


def test_what_fails_is_counted_and_tried_again(pau, monkeypatch) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    monkeypatch.setattr(steps, "at", lambda _name: lambda _leaving: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erasures.work(id=erasure.pk)
    assert Erasure.objects.get().attempts == 1
    monkeypatch.undo()
    erasures.work(id=erasure.pk, seconds=1000, sleep=lambda _: None)
    assert Erasure.objects.get().done_at


def test_it_rests_as_long_as_it_works(pau) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    rests: list[float] = []
    began = time.monotonic()
    erasures.work(id=erasure.pk, seconds=1000, sleep=rests.append)
    assert len(rests) >= len(steps.ORDER) - 1
    assert 0 < sum(rests) <= time.monotonic() - began
