"""What a page says of itself to search engines, in the words of schema.org: a question with its answers, and no mask."""

from __future__ import annotations

from typing import Any

import microdata
import pytest
from django.test import Client

from forum.models import Space, Topic
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


def things(topic: Topic, viewer: Member | None = None) -> list[dict[str, Any]]:
    client = Client()
    if viewer is not None:
        client.force_login(viewer, backend="web.backends.Backend")
    response = client.get(topic.get_absolute_url())
    assert response.status_code == 200
    return [item.json_dict() for item in microdata.get_items(response.content.decode())]


def asked(**more: Any) -> Topic:
    return make.topic(**{"by": make.member(name="Ines"), "title": "Which card first?", "body": "I have four."} | more)


def question(topic: Topic) -> dict[str, Any]:
    (page,) = things(topic)
    assert page["type"] == ["https://schema.org/QAPage"]
    (found,) = page["properties"]["mainEntity"]
    assert found["type"] == ["https://schema.org/Question"]
    properties: dict[str, Any] = found["properties"]
    return properties


def words(found: dict[str, Any], name: str) -> str:
    (said,) = found[name]
    return " ".join(said.split())


def author(found: dict[str, Any]) -> str:
    (person,) = found["author"]
    assert person["type"] == ["https://schema.org/Person"]
    return words(person["properties"], "name")


def test_a_question_with_the_answer_that_helped_and_the_others() -> None:
    topic = asked()
    helped = make.answer(topic=topic, by=make.member(name="Tobias"), body="The smallest one.")
    make.answer(topic=topic, by=make.member(name="Pau <b>"), body="The dearest one.")
    make.helped_mark(post=helped)
    said = question(Topic.objects.get(pk=topic.pk))
    assert (words(said, "name"), words(said, "text"), author(said)) == ("Which card first?", "I have four.", "Ines")
    assert words(said, "answerCount") == "2"
    (accepted,), (suggested,) = said["acceptedAnswer"], said["suggestedAnswer"]
    for answer in (accepted, suggested):
        assert answer["type"] == ["https://schema.org/Answer"]
    assert words(accepted["properties"], "text") == "The smallest one."
    assert author(accepted["properties"]) == "Tobias"
    assert words(accepted["properties"], "url") == helped.get_absolute_url()
    assert words(suggested["properties"], "text") == "The dearest one."
    assert author(suggested["properties"]) == "Pau <b>"


def test_what_a_mask_answered_is_only_counted() -> None:
    topic = asked()
    make.answer(topic=topic, mask=make.mask(of=make.member(), topic=topic))
    said = question(Topic.objects.get(pk=topic.pk))
    assert words(said, "answerCount") == "1"
    assert not {"acceptedAnswer", "suggestedAnswer"} & set(said)


def test_what_is_gone_is_not_described() -> None:
    topic = asked()
    make.answer(topic=topic)
    make.answer(topic=topic, body="Taken back.", status="deleted")
    assert [words(one["properties"], "text") for one in question(topic)["suggestedAnswer"]] == ["This is what I did."]


def test_a_question_behind_a_mask_is_not_described() -> None:
    assert things(make.masked_topic(by=make.member())) == []


@pytest.mark.parametrize(
    "more", [{"kind": Topic.Kind.DISCUSSION}, {"space": {"is_sensitive": True}}], ids=["no question", "sensitive"]
)
def test_what_is_no_public_question_is_not_described(more: dict[str, Any]) -> None:
    topic = asked(**({"kind": more["kind"]} if "kind" in more else {}))
    Space.objects.filter(pk=topic.space_id).update(**more.get("space", {}))
    assert things(topic) == []


def test_members_are_no_search_engines() -> None:
    assert things(asked(), viewer=make.member()) == []
