"""Two take something back at the same moment, or its author changes it meanwhile: both cannot be right, one is told so."""

from __future__ import annotations

from functools import partial

import pytest

from forum import actions
from forum.models import Post, Status
from members.rules import NotAllowed
from moderation.actions.decisions import decide, undo
from moderation.models import Decision, Hold, Report
from tests import cast
from tests.moderation.place import Place
from tests.moderation.standing import LINKED, decided, heard, held, reported, snapshot
from tests.races import at_once

Verb = Decision.Verb
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_take_it_back_at_once_one_does(place: Place) -> None:
    thing = held(place, "answer")
    heard()
    before = snapshot(place, thing)
    decision = decided(place, thing, Verb.HIDE)
    calls = [partial(undo, moderator=who, decision=decision) for who in (place.moderator, place.admin) * 3]
    said = at_once(calls, refusals=(NotAllowed,))
    assert sum(isinstance(answer, Decision) for answer in said) == 1
    assert {str(answer) for answer in said if not isinstance(answer, Decision)} == {
        "This cannot be taken back any more."
    }
    heard()
    assert snapshot(place, thing) == before


def test_an_undo_and_the_authors_edit_at_once_agree(place: Place) -> None:
    """Whichever comes first: an edit that puts it into a hold is never published by the undo of a Keep."""
    wilf = cast.wilf()
    for _round in range(4):
        thing = reported(place, "answer")
        decision = decided(place, thing, Verb.KEEP)
        edit = partial(actions.edit, actor=wilf, post=thing, body=LINKED, base=0)
        calls = [edit, partial(undo, moderator=place.moderator, decision=decision)]
        edited, undone = at_once(calls, refusals=(NotAllowed,))
        assert not isinstance(edited, Exception)
        heard()
        thing.refresh_from_db()
        assert thing.status == Status.HELD
        assert isinstance(undone, Decision) or "does not stand any more" in str(undone)
        waits = Report.objects.filter(decision=None, post=thing).exists()
        assert waits == isinstance(undone, Decision)
        assert Hold.objects.filter(post=thing, released_at=None).exists()


def test_an_undo_and_a_new_decision_at_once_agree(place: Place) -> None:
    for _round in range(4):
        thing = reported(place, "answer")
        hide = decided(place, thing, Verb.HIDE)
        new = partial(decide, moderator=place.admin, thing=thing, verb=Verb.RESTORE, reason="It is fine.")
        calls = [partial(undo, moderator=place.moderator, decision=hide), new]
        undone, restored = at_once(calls, refusals=(NotAllowed,))
        heard()
        assert [isinstance(answer, Decision) for answer in (undone, restored)].count(True) == 1, (undone, restored)
        assert Post.objects.get(pk=thing.pk).status == Status.VISIBLE
