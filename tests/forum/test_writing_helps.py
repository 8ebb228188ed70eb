"""What helps a writer from the server: tags and topics to link to, previews; and that it gives nothing away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forum import limits
from forum.queries.naming import things
from tests import cast, make

pytestmark = pytest.mark.django_db


def words(viewer: Any, typed: str) -> list[str]:
    return [thing.words for thing in things(viewer=viewer, typed=typed)]


def test_tags_come_first_then_topics_by_words_of_their_titles() -> None:
    make.topic(title="Rent is late again", tags=["rent", "late rent"])
    make.topic(title="Food before everything", tags=["parenting"])
    ines = cast.ines()
    assert words(ines, "rent") == ["rent", "late rent", "Rent is late again"]
    assert words(ines, "late re") == ["late rent", "Rent is late again"]


def test_nothing_is_offered_that_they_may_not_read() -> None:
    hidden = make.space(visibility="moderators")
    make.topic(title="Rent of the moderators", space=hidden, tags=["rentbook"])
    make.topic(title="Rent that is hidden", status="hidden", tags=["rentals"])
    assert words(cast.ines(), "rent") == []


def test_whoever_may_not_be_read_by_the_writer_is_not_offered() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.topic(title="Rent and Dorrie", by=dorrie)
    assert words(ines, "rent") == ["Rent and Dorrie"]
    assert words(ines, str(topic.pk)) == ["Rent and Dorrie"]
    make.block(blocker=ines, blocked=dorrie)
    assert words(ines, "rent") == words(ines, str(topic.pk)) == []


def test_what_is_offered_says_nothing_of_who_asked() -> None:
    wilf = cast.wilf()
    make.masked_topic(by=wilf, title="Rent without a name")
    found = things(viewer=cast.ines(), typed="rent")
    assert [thing.words for thing in found] == ["Rent without a name"]
    assert wilf.handle not in repr(found)
    assert wilf.display_name not in repr(found)


@pytest.mark.parametrize("typed", ["", "r", "#", "\x00", "the and", "9" * 40, "'", "\\"])
def test_odd_and_short_words_find_nothing_and_are_no_error(client: Client, typed: str) -> None:
    make.topic(title="Rent is late again", tags=["rent"])
    client.force_login(cast.ines())
    answer = client.get(reverse("forum:things"), {"q": typed})
    assert answer.status_code == 200
    assert "option" not in answer.content.decode()


def test_the_signs_of_a_title_stay_words() -> None:
    topic = make.topic(title="Rent [draft] *now*")
    (thing,) = things(viewer=cast.ines(), typed="rent")
    assert thing.link == f"[Rent \\[draft\\] \\*now\\*]({topic.get_absolute_url()})"


def test_they_are_found_in_two_queries(django_assert_num_queries: Any) -> None:
    ines = cast.ines()
    for n in range(5):
        make.topic(title=f"Rent {n} is late", tags=["rent"])
    words(ines, "rent")
    with django_assert_num_queries(2):
        words(ines, "rent")


def test_a_reply_is_drawn_as_a_reply(client: Client) -> None:
    client.force_login(cast.ines())
    said = {"body": "# no heading\n\n**strong**"}
    assert "<h3>" in client.post(reverse("forum:preview"), said).content.decode()
    short = client.post(reverse("forum:preview"), said | {"short": "yes"}).content.decode()
    assert "<h3>" not in short
    assert "<strong>strong</strong>" in short


def test_previews_have_a_limit_for_each_member(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PREVIEWS", limits.Limit("preview", 2, limits.HOUR))
    client.force_login(cast.ines())
    codes = [client.post(reverse("forum:preview"), {"body": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in codes] == [200, 200, 429]
    assert int(codes[-1]["Retry-After"]) > 0
    other = Client()
    other.force_login(cast.dorrie())
    assert other.post(reverse("forum:preview"), {"body": "x"}).status_code == 200
