"""The sentence at the head of home."""

from datetime import UTC, datetime

import pytest

from forum.queries import helping
from forum.views import sentences
from tests import cast, make

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture
def ines():
    return cast.ines(can_help_with=["bank fees"])


def asks(viewer):
    return helping.where_you_can_help(viewer, helping.Knowledge(phrases=viewer.can_help_with))


def sentence(viewer, found, waiting=0, newcomers=0, now=EVENING):
    return sentences.greeting(viewer, found, waiting=waiting, newcomers=newcomers, now=now)


def test_the_sentence_counts_people_who_ask_about_what_one_knows(ines) -> None:
    wilf = cast.wilf()
    make.topic(by=wilf, tags=("bank-fees",))
    make.topic(by=wilf, tags=("bank-fees",))
    assert sentence(ines, asks(ines)) == "Somebody is asking about something you know, Ines."
    make.masked_topic(by=wilf, tags=("bank-fees",))
    assert sentence(ines, asks(ines)) == "Two people are asking about things you know, Ines."


def test_otherwise_who_wrote_who_waits_who_is_new_or_a_quiet_evening(ines) -> None:
    nothing = helping.Asks([])
    assert sentence(ines, nothing, waiting=2) == "Something is waiting for you, Ines."
    make.topic(tags=("rent",))
    assert sentence(ines, asks(ines)) == "Somebody is waiting for a first answer, Ines."
    assert sentence(ines, nothing, newcomers=1) == "Somebody new would be glad of a hello, Ines."
    assert sentence(ines, nothing) == "A quiet evening, Ines. Nothing here waits for you."


@pytest.mark.parametrize(
    ("hour", "words"), [(4, "night"), (5, "morning"), (12, "afternoon"), (17, "evening"), (22, "night")]
)
def test_the_part_of_the_day(ines, hour, words) -> None:
    now = EVENING.replace(hour=hour)
    assert sentences.moment(now) == f"Sunday {words}"
    assert f"A quiet {words}" in sentence(ines, helping.Asks([]), now=now)
