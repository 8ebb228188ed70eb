"""Without a script, questions like one's own are shown once between writing and asking; never as a wall."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from forum.models import Draft, Post, Status, Topic
from forum.queries.drafts import draft
from masks.models import Mask
from tests import cast, make

pytestmark = pytest.mark.django_db

TITLE = "How do I dispute a bank fee?"
STEP = "These may answer it already"


@pytest.fixture
def ines():
    make.community()
    return cast.ines()


@pytest.fixture
def space():
    return make.space(title="Banks and bills")


@pytest.fixture
def like(space):
    """A question like the one that is asked."""
    return make.topic(title="Can I dispute a fee of my bank?", space=space)


def typed(space, **more):
    return {
        "kind": "question",
        "title": TITLE,
        "body": "They took 50 pounds.\n\nTwice  over.",
        "space": space.slug,
        "audience": "everyone",
        "tags": "bank fees, banks",
        "as": "me",
        "submit_key": str(uuid4()),
        "similar_seen": "",
    } | more


def ask(client, form):
    return client.post("/ask/", form)


def fields(html):
    """What the browser would send with the first button of the form."""
    form = html[html.index("data-keep") :]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("title", "tags")}
    sent["body"] = re.search(r'<textarea[^>]*name="body"[^>]*>(.*?)</textarea>', form, re.DOTALL)[1]
    for name in ("space", "kind", "audience", "as"):
        radios = re.findall(rf'<input type="radio" name="{name}" value="([^"]*)"([^>]*)>', form)
        sent[name] = next(value for value, rest in radios if "checked" in rest)
    return {name: unescape(value) for name, value in sent.items()}


def test_they_are_shown_once_and_one_click_goes_on_with_every_word(client, ines, space, like) -> None:
    client.force_login(ines)
    form = typed(space)
    answer = ask(client, form)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert STEP in html
    assert like.title in html
    assert not Topic.objects.filter(title=TITLE).exists()
    again = fields(html)
    assert again == {**again, **form, "similar_seen": "yes"}
    assert ask(client, again).status_code == 303
    topic = Topic.objects.get(title=TITLE)
    assert topic.posts.get().body == form["body"]
    assert set(topic.tags.values_list("slug", flat=True)) == {"bank-fees", "banks"}


def test_the_words_are_kept_as_a_draft_until_they_are_asked(client, ines, space, like) -> None:
    client.force_login(ines)
    form = typed(space)
    ask(client, form)
    kept = draft(ines, "ask")
    assert (kept.title, kept.body, kept.data["tags"]) == (TITLE, form["body"], form["tags"])
    ask(client, form | {"similar_seen": "yes"})
    assert draft(ines, "ask") is None


def test_another_title_after_the_step_is_not_held_up_again(client, ines, space, like) -> None:
    client.force_login(ines)
    again = fields(ask(client, typed(space)).content.decode()) | {"title": "Can I dispute a fee of my bank, please?"}
    assert ask(client, again).status_code == 303


def test_the_step_stays_behind_when_a_later_try_has_a_fault(client, ines, space, like) -> None:
    client.force_login(ines)
    again = fields(ask(client, typed(space)).content.decode()) | {"title": "Fee"}
    answer = ask(client, again)
    assert answer.status_code == 422
    assert STEP not in answer.content.decode()
    assert fields(answer.content.decode())["similar_seen"] == "yes"


def test_with_a_script_nothing_stands_between(client, ines, space, like) -> None:
    """The script fills the field as soon as the page is there: the questions were shown while the title was typed."""
    client.force_login(ines)
    assert 'name="similar_seen" value="" data-with-script="yes"' in client.get("/ask/").content.decode()
    assert ask(client, typed(space, similar_seen="yes")).status_code == 303


def test_nothing_like_it_and_it_is_asked_at_once(client, ines, space) -> None:
    make.topic(title="Where do I find a cheap cooker?", space=space)
    client.force_login(ines)
    assert ask(client, typed(space)).status_code == 303


@pytest.mark.parametrize("kind", ["story", "discussion"])
def test_a_story_is_not_compared(client, ines, space, like, kind) -> None:
    client.force_login(ines)
    assert ask(client, typed(space, kind=kind)).status_code == 303


def test_what_the_asker_may_not_read_is_not_shown(client, ines, space) -> None:
    make.topic(title=TITLE, status=Status.HELD)
    make.topic(title=TITLE, space=make.space(visibility="moderators"))
    client.force_login(ines)
    assert ask(client, typed(space)).status_code == 303


def test_a_second_try_of_a_form_that_has_asked_leads_to_its_question(client, ines, space) -> None:
    """Its own question is like itself: a retry, or a second click, must not stop there."""
    client.force_login(ines)
    form = typed(space)
    first = ask(client, form)
    second = ask(client, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Topic.objects.filter(title=TITLE).count() == 1


def test_two_clicks_on_ask_mine_are_one_question(client, ines, space, like) -> None:
    client.force_login(ines)
    again = fields(ask(client, typed(space)).content.decode())
    assert ask(client, again)["Location"] == ask(client, again)["Location"]
    assert Post.objects.filter(topic__title=TITLE).count() == 1


def test_behind_a_mask_the_words_are_sealed_and_nothing_is_kept_under_the_name(client, ines, space, like) -> None:
    client.force_login(ines)
    html = ask(client, typed(space, **{"as": "mask"})).content.decode()
    assert STEP in html
    assert not Draft.objects.filter(member=ines).exists()
    assert Draft.objects.exclude(owner_tag=None).exists()
    assert not Mask.objects.exists()
    again = fields(html)
    assert again["as"] == "mask"
    assert ask(client, again).status_code == 303
    assert Topic.objects.get(title=TITLE).member is None


def test_a_fault_comes_before_the_step(client, ines, space, like) -> None:
    client.force_login(ines)
    answer = ask(client, typed(space, body=""))
    assert answer.status_code == 422
    assert STEP not in answer.content.decode()


def test_draft_and_preview_are_what_they_say(client, ines, space, like) -> None:
    client.force_login(ines)
    for wish in ("draft", "preview"):
        assert STEP not in client.post("/ask/", typed(space, do=wish), follow=True).content.decode()
    assert not Topic.objects.filter(title=TITLE).exists()


def test_a_visitor_is_led_to_join_first(space, like) -> None:
    make.community()
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    answer = client.post("/ask/first/", typed(space, similar_seen=""))
    assert answer.status_code == 303
    assert STEP not in answer.content.decode()


def test_a_suspended_member_is_refused_all_the_same(client, space, like) -> None:
    make.community()
    client.force_login(cast.noor())
    assert ask(client, typed(space, similar_seen="yes")).status_code == 422
    assert not Topic.objects.filter(title=TITLE).exists()


def test_the_page_of_the_step_is_kept_nowhere(client, ines, space, like) -> None:
    client.force_login(ines)
    assert ask(client, typed(space))["Cache-Control"] == "no-store"
