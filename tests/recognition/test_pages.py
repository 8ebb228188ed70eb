"""Pages of thanks: one's own, the profile, the form in a topic and on a page."""

import re

import pytest
from django.urls import reverse

from forum.models import Status
from recognition.actions.featuring import rotate
from recognition.models import Help, Thanks
from tests import cast, make

pytestmark = pytest.mark.django_db


def test_ones_own_page_is_paged_and_constant(client, django_assert_max_num_queries) -> None:
    dorrie = cast.dorrie()
    for _ in range(25):
        make.thanks(post=make.answer(by=dorrie), note="Kind words.")
    client.force_login(dorrie)
    url = reverse("recognition:mine")
    with django_assert_max_num_queries(12):
        first = client.get(url).content.decode()
    assert first.count("Kind words.") == 20
    older = re.search(r"\?thanks=([\w-]+)", first)
    assert older
    assert client.get(f"{url}?thanks={older[1]}").content.decode().count("Kind words.") == 5
    assert client.get(f"{url}?thanks=x").status_code == 200


def test_thanks_to_ones_masks_stand_apart_and_only_here(client) -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    make.thanks(post=topic.posts.get(position=0), note="For the mask.")
    client.force_login(ines)
    assert "For what you wrote without your name" in client.get(reverse("recognition:mine")).content.decode()
    client.force_login(cast.pau())
    assert "For the mask." not in client.get(ines.get_absolute_url()).content.decode()


def test_sentences_are_on_the_profile_only_when_switched_on(client) -> None:
    dorrie = cast.dorrie()
    topic = make.topic()
    post = make.answer(topic=topic, by=dorrie)
    Help.objects.create(kind="answer", helper=dorrie, helped=topic.member, topic=topic, post=post)
    client.force_login(dorrie)
    assert "said that these answers helped" not in client.get(dorrie.get_absolute_url()).content.decode()
    assert client.post(reverse("recognition:counts"), {"shown": "1"}).status_code == 303
    assert "One person said that these answers helped." in client.get(dorrie.get_absolute_url()).content.decode()


def test_notes_are_shown_and_hidden_by_whoever_was_thanked(client) -> None:
    dorrie = cast.dorrie()
    thanks = make.thanks(post=make.answer(by=dorrie), note="Kind words.")
    url = reverse("recognition:note", args=[thanks.pk])
    client.force_login(cast.pau())
    assert client.post(url, {"shown": "1"}).status_code == 404
    client.force_login(dorrie)
    assert client.get(url).status_code == 405
    assert client.post(url, {"shown": "1"}).status_code == 303
    assert "Kind words." in client.get(thanks.post.get_absolute_url()).content.decode()
    answer = client.post(
        reverse("recognition:hidden", args=[thanks.pk]), {"hidden": "1"}, headers={"HX-Request": "true"}
    )
    assert "Show it again" in answer.content.decode()
    assert "Kind words." not in client.get(thanks.post.get_absolute_url()).content.decode()


def test_thanked_in_the_topic_by_form_and_taken_back(client) -> None:
    ines, post = cast.ines(), make.answer(by=cast.dorrie())
    client.force_login(ines)
    url = reverse("recognition:thanks", args=[post.pk])
    assert url in client.get(post.topic.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    refused = client.post(url, {"note": "Kept words."})
    assert refused.status_code == 422
    assert "Kept words." in refused.content.decode()
    answer = client.post(url, {"words": ["practical", "been-there"]})
    assert (answer.status_code, answer["Location"]) == (303, post.get_absolute_url())
    page = client.get(post.topic.get_absolute_url()).content.decode()
    assert "for being <strong>practical</strong> and having <strong>been there</strong>" in page
    assert client.post(reverse("recognition:withdrawal", args=[post.pk])).status_code == 303
    assert "Thanked by" not in client.get(post.topic.get_absolute_url()).content.decode()


def test_the_script_gets_the_line_and_the_form_in_one_answer(client) -> None:
    ines, post = cast.ines(), make.answer()
    client.force_login(ines)
    url = reverse("recognition:thanks", args=[post.pk])
    answer = client.post(url, {"words": ["clear"]}, headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert f'id="thanks-{post.pk}"' in body
    assert "Take thanks back" in body
    assert "hx-swap-oob" in body
    refused = client.post(reverse("recognition:thanks", args=[make.answer().pk]), {}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert refused["HX-Reswap"] == "outerHTML"


def test_a_post_that_one_may_not_read_cannot_be_thanked(client) -> None:
    client.force_login(cast.ines())
    hidden = make.answer(status=Status.HIDDEN)
    for name in ("thanks", "withdrawal"):
        assert client.post(reverse(f"recognition:{name}", args=[hidden.pk]), {"words": ["clear"]}).status_code == 404
    assert client.post(reverse("recognition:thanks", args=[99999999]), {"words": ["clear"]}).status_code == 404


def test_a_visitor_is_led_to_sign_in(client) -> None:
    post = make.answer()
    assert client.post(reverse("recognition:thanks", args=[post.pk]), {"words": ["clear"]}).status_code == 302
    assert not Thanks.objects.exists()


def test_whoever_thinks_of_joining_reads_real_words_of_thanks_or_none(client) -> None:
    make.community()
    heading, page = "What helping looks like here", reverse("account_signup")
    assert heading not in client.get(page).content.decode()
    for number, shown in enumerate((True, False)):
        make.thanks(post=make.answer(by=make.member()), note=f"Note {number}.", note_shown=shown)
    rotate()
    body = client.get(page).content.decode()
    assert heading in body
    assert "Note 0." in body
    assert "Note 1." not in body
