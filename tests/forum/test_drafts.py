"""Words on the way to a post are kept, and only their writer reads them."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import delete, drafts, edit
from forum.models import Draft
from forum.queries.drafts import draft
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

SECRET = "nobody else reads this"


def keep(client, **said):
    return client.post(reverse("forum:draft"), {"context": "ask", "as": "me", **said})


def test_words_are_kept_and_stand_in_the_form_again(client) -> None:
    client.force_login(cast.ines())
    keep(client, title="My bank says", body="They wrote", tags="bank fees", kind="story", audience="everyone")
    page = client.get(reverse("forum:ask")).content.decode()
    for said in ("My bank says", "They wrote", "bank fees"):
        assert said in page
    assert '<input type="radio" name="kind" value="story" checked>' in page
    assert '<input type="radio" name="audience" value="everyone" checked>' in page


def test_the_script_hears_that_they_are_kept(client) -> None:
    client.force_login(cast.ines())
    said = {"context": "ask", "body": "They wrote", "as": "me"}
    response = client.post(reverse("forum:draft"), said, headers={"HX-Request": "true"})
    assert "Draft saved just now" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_there_is_one_draft_for_each_form_and_the_last_words_count(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    keep(client, body="First.")
    keep(client, body="Second.")
    keep(client, context="topic:1", body="Elsewhere.")
    assert ines.drafts.count() == 2
    assert draft(ines, "ask").body == "Second."


def test_no_words_are_no_draft(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    keep(client, body="First.")
    keep(client, body="  ")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("masked", [False, True])
def test_a_letter_that_is_posted_ends_its_own_and_no_other(masked: bool) -> None:
    ines = cast.ines()
    goal = make.goal(member=ines)
    for context in ("ask", f"letter:{goal.pk}"):
        drafts.keep_draft(actor=ines, context=context, body=f"Of {context}.", masked=masked)
    say.ask(actor=ines, letter_for=goal, kind="story", body="Dear one.", masked=masked)
    assert draft(ines, f"letter:{goal.pk}") is None
    kept = draft(ines, "ask")
    assert kept
    assert kept.body == "Of ask."


def test_posting_it_ends_it() -> None:
    ines = cast.ines()
    for masked in (False, True):
        topic = make.topic()
        drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Half.", masked=masked)
        say.answer(actor=ines, topic=topic)
        assert draft(ines, f"topic:{topic.pk}") is None
    assert Draft.objects.filter(member__isnull=False).count() == 0


def test_a_masked_draft_is_sealed_and_no_row_says_whose_it_is() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="topic:12", title=SECRET, body=SECRET, masked=True)
    assert draft(ines, "topic:12").body == SECRET
    for row in Draft.objects.all():
        assert (row.member, row.title, row.body, row.data) == (None, "", "", {})
        assert SECRET.encode() not in bytes(row.box)
        assert "12" not in row.context
        assert (row.updated_at.minute, row.updated_at.second) == (0, 0)


def test_choosing_a_mask_seals_what_was_kept_and_choosing_the_name_opens_it() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Half.")
    drafts.keep_draft(actor=ines, context="ask", body="Half a thought.", masked=True)
    assert not ines.drafts.exists()
    assert draft(ines, "ask").masked
    drafts.keep_draft(actor=ines, context="ask", body="Half a thought.")
    assert not draft(ines, "ask").masked
    assert ines.drafts.count() == 1


def test_the_list_shows_ones_own_named_and_sealed_and_nobody_elses(client) -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.topic(title="A question with words")
    drafts.keep_draft(actor=ines, context="ask", title="Named words")
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Sealed words", masked=True)
    drafts.keep_draft(actor=dorrie, context="ask", title="Of Dorrie")
    drafts.keep_draft(actor=dorrie, context=f"topic:{topic.pk}", body="Of her mask", masked=True)
    client.force_login(ines)
    response = client.get(reverse("forum:drafts"))
    page = response.content.decode()
    assert "Named words" in page
    assert "Sealed words" in page
    assert "A question with words" in page
    assert "Of Dorrie" not in page
    assert "Of her mask" not in page
    assert response["Cache-Control"] == "no-store"


def test_a_draft_in_a_topic_that_is_closed_to_them_now_keeps_its_words_and_not_its_title(client) -> None:
    ines = cast.ines()
    topic = make.topic(title="Something for moderators", space=make.space(visibility="moderators"))
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="My own words")
    client.force_login(ines)
    page = client.get(reverse("forum:drafts")).content.decode()
    assert "My own words" in page
    assert "Something for moderators" not in page


def test_a_draft_can_be_thrown_away(client) -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Named.")
    drafts.keep_draft(actor=ines, context="topic:1", body="Sealed.", masked=True)
    client.force_login(ines)
    client.post(reverse("forum:draft_drop"), {"context": "ask"})
    client.post(reverse("forum:draft_drop"), {"context": "topic:1"})
    assert "No drafts" in client.get(reverse("forum:drafts")).content.decode()


def test_somebody_elses_cannot_be_thrown_away(client) -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Mine.")
    client.force_login(cast.dorrie())
    client.post(reverse("forum:draft_drop"), {"context": "ask"})
    assert draft(ines, "ask").body == "Mine."


@pytest.mark.parametrize("context", ["", "index", "topic:", "topic:x", "member:1", "ask\n", "topic:1;2"])
def test_a_form_that_is_none_of_ours_is_404(client, context) -> None:
    client.force_login(cast.ines())
    assert keep(client, context=context, body="Words.").status_code == 404
    assert not Draft.objects.exists()


def test_a_visitor_keeps_none(client) -> None:
    assert keep(client, body="Words.").status_code == 302
    assert not Draft.objects.exists()


def test_too_much_is_cut_and_odd_characters_are_no_error(client) -> None:
    ines = cast.ines()
    client.force_login(ines)
    assert keep(client, title="t" * 399, body="\x00" + "x" * 90_000).status_code in (200, 303)
    assert len(draft(ines, "ask").body) == drafts.LONGEST


def test_after_thirty_days_they_go() -> None:
    ines = cast.ines()
    drafts.keep_draft(actor=ines, context="ask", body="Named.")
    drafts.keep_draft(actor=ines, context="topic:1", body="Sealed.", masked=True)
    assert drafts.forget_old() == 0
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert drafts.forget_old() == 3
    drafts.keep_draft(actor=ines, context="topic:2", body="Anew.", masked=True)
    assert draft(ines, "topic:2").body == "Anew."


def test_a_refused_answer_stays_in_the_form_and_the_drafts(client) -> None:
    noor, topic = cast.noor(), make.topic()
    client.force_login(noor)
    form = {"submit_key": "5f0c1a7e-95b7-4b52-9a52-bd0bd3b5a6a1", "as": "me", "body": "My careful words."}
    response = client.post(reverse("forum:answer", args=[topic.pk]), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "My careful words." in page
    assert "Selling something" in page
    assert draft(noor, f"topic:{topic.pk}").body == "My careful words."


# --- two open pages of one form ---------------------------------------------------------------------------------


def keep_from(client, tab, version, **said):
    said = {"context": "ask", "as": "me", "draft_tab": tab, "draft_version": version, **said}
    return client.post(reverse("forum:draft"), said, headers={"HX-Request": "true"})


@pytest.mark.parametrize("name", ["me", "mask"])
def test_the_second_page_is_told_and_overwrites_nothing(client, name) -> None:
    ines = cast.ines()
    client.force_login(ines)
    assert keep_from(client, "one", 0, body="First.", **{"as": name}).status_code == 200
    told = keep_from(client, "two", 0, body="Second.", **{"as": name})
    assert told.status_code == 409
    assert "First." in told.content.decode()
    assert "in another tab" in told.content.decode()
    assert draft(ines, "ask").body == "First."
    read = draft(ines, "ask").version
    assert keep_from(client, "two", read, body="First. Second.", **{"as": name}).status_code == 200
    assert draft(ines, "ask").body == "First. Second."


def test_a_page_may_go_on_with_its_own_words_also_when_an_answer_got_lost(client) -> None:
    client.force_login(ines := cast.ines())
    for body in ("F", "Fi", "First"):
        assert keep_from(client, "one", 0, body=body).status_code == 200
    saved = keep_from(client, "one", draft(ines, "ask").version, body="First.")
    assert json.loads(saved["HX-Trigger-After-Swap"]) == {"draft-saved": {"version": draft(ines, "ask").version}}


def test_what_a_page_has_read_is_not_taken_for_a_draft_that_began_since(client) -> None:
    client.force_login(ines := cast.ines())
    keep_from(client, "one", 0, body="The first question.")
    read = draft(ines, "ask").version
    drafts.discard(actor=ines, context="ask")  # asked, in another tab
    keep_from(client, "two", 0, body="The second question.")
    assert keep_from(client, "three", read, body="The first question, still.").status_code == 409
    assert draft(ines, "ask").body == "The second question."


def test_what_was_taken_back_is_not_written_over_by_an_open_page(client) -> None:
    client.force_login(ines := cast.ines())
    keep_from(client, "one", 0, body="A beginning.")
    drafts.keep_draft(actor=ines, context="ask", body="Taken back.")
    assert keep_from(client, "one", 1, body="A beginning, and more.").status_code == 409
    assert draft(ines, "ask").body == "Taken back."


@pytest.mark.parametrize("begun_masked", [False, True])
def test_what_is_taken_back_lies_above_what_was_begun_there_since(begun_masked: bool) -> None:
    ines = cast.ines()
    topic = make.topic()
    post = say.answer(actor=ines, topic=topic, masked=True, body="Taken back.")
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", body="Begun since.", masked=begun_masked)
    delete(actor=ines, row=post)
    kept = draft(ines, f"topic:{topic.pk}")
    assert (kept.body, kept.masked) == ("Taken back.\n\nBegun since.", True)
    assert not Draft.objects.filter(member=ines).exists()


def test_a_question_that_is_taken_back_leaves_the_line_of_another_that_was_begun(client) -> None:
    ines = cast.ines()
    post = say.ask(actor=ines, masked=True, title="Which letter first?", body="Taken back.").posts.get()
    drafts.keep_draft(actor=ines, context="ask", title="What is a bailiff?", body="Begun since.")
    delete(actor=ines, row=post)
    kept = draft(ines, "ask")
    assert kept.title == "Which letter first?"
    assert kept.body == "Taken back.\n\nWhat is a bailiff?\n\nBegun since."
    assert kept.data["kind"] == "question"


def test_a_visitor_s_first_words_are_not_written_over_the_draft_of_who_comes_in(client) -> None:
    make.community()
    drafts.keep_draft(actor=(ines := cast.ines()), context="ask", body="Begun last week.")
    said = {"title": "Where do I begin?", "body": "Written before.", "kind": "question", "audience": "members"}
    key = "5f0c1a7e-95b7-4b52-9a52-bd0bd3b5a6a1"
    said |= {"as": "me", "submit_key": key, "space": make.space().slug}
    client.post(reverse("forum:ask_first"), said, headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(ines)
    page = client.get(reverse("forum:ask")).content.decode()
    assert "Written before." in page
    version = re.search(r'name="draft_version" value="(\d+)"', page)[1]
    assert keep_from(client, "one", version, body="Written before, and more.").status_code == 409


def test_the_other_line_at_the_top_is_shown_as_well(client) -> None:
    client.force_login(cast.ines())
    keep_from(client, "one", 0, title="One line", body="Same.")
    told = keep_from(client, "two", 0, title="Another line", body="Same.")
    assert told.status_code == 409
    assert "One line" in told.content.decode()


def test_the_same_words_are_no_conflict_and_an_emptied_page_throws_nothing_away(client) -> None:
    client.force_login(ines := cast.ines())
    keep_from(client, "one", 0, body="The same.")
    assert keep_from(client, "two", 0, body="The same.").status_code == 200
    assert keep_from(client, "three", 0, body="").status_code == 409
    assert draft(ines, "ask").body == "The same."


def test_without_the_script_both_texts_are_kept(client) -> None:
    client.force_login(ines := cast.ines())
    topic = make.topic()
    context = f"topic:{topic.pk}"
    keep_from(client, "one", 0, context=context, body="First.")
    said = {"do": "draft", "as": "me", "body": "Second.", "draft_version": "0", "context": context}
    client.post(reverse("forum:answer", args=[topic.pk]), said)
    assert draft(ines, context).body == "First.\n\nSecond."


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 30, "1.5", "\x00"])
def test_an_odd_version_is_none(client, odd) -> None:
    client.force_login(ines := cast.ines())
    keep(client, body="Words.", draft_version=odd, draft_tab="\x00" + "t" * 90)
    assert Draft.objects.count() <= 1
    assert draft(ines, "ask") is None or draft(ines, "ask").body == "Words."


# --- every form has its own -------------------------------------------------------------------------------------


def test_a_change_that_is_not_saved_yet_stands_in_the_form_and_goes_with_it(client) -> None:
    client.force_login(ines := cast.ines())
    post = say.opening(say.ask(actor=ines, title="What I asked first"))
    address = reverse("forum:edit", args=[post.pk])
    said = {"context": f"edit:{post.pk}", "title": "What I asked then", "body": "Half changed.", "base": "0"}
    keep(client, **said)
    page = client.get(address).content.decode()
    assert "Half changed." in page
    assert "What I asked then" in page
    assert "A change of what you wrote in" in client.get(reverse("forum:drafts")).content.decode()
    client.post(address, {"title": "What I asked then", "body": "Changed.", "base": "0", "tags": "", "reason": ""})
    assert draft(ines, f"edit:{post.pk}") is None
    assert "Half changed." not in client.get(address).content.decode()


def test_a_drafted_change_of_what_was_changed_meanwhile_overwrites_nothing(client) -> None:
    client.force_login(ines := cast.ines())
    post = say.answer(actor=ines, topic=make.topic(), body="As it was.")
    keep(client, context=f"edit:{post.pk}", body="My change.", base="0")
    edit(actor=ines, post=post, body="Changed on the phone.", base=0)
    page = client.get(reverse("forum:edit", args=[post.pk])).content.decode()
    assert 'name="base" value="0"' in page
    answer = client.post(reverse("forum:edit", args=[post.pk]), {"body": "My change.", "base": "0", "reason": ""})
    assert answer.status_code == 409


def test_a_drafted_change_of_a_masked_row_is_sealed_whatever_the_form_says(client) -> None:
    client.force_login(ines := cast.ines())
    post = say.answer(actor=ines, topic=make.topic(), body="Behind a mask.", masked=True)
    say.end_grace()
    comment = say.comment(actor=ines, post=post, body="And this.", masked=True)
    for context in (f"edit:{post.pk}", f"comment-edit:{comment.pk}"):
        keep(client, context=context, body=SECRET)
        assert draft(ines, context).body == SECRET
    assert not Draft.objects.filter(member__isnull=False).exists()
    assert not Draft.objects.exclude(body="").exists()


def test_a_reply_that_is_changed_has_a_draft(client) -> None:
    client.force_login(ines := cast.ines())
    comment = say.comment(actor=ines, post=say.opening(say.ask(actor=ines)), body="A reply.")
    address = reverse("forum:comment_edit", args=[comment.pk])
    keep(client, context=f"comment-edit:{comment.pk}", body="A longer reply.")
    assert "A longer reply." in client.get(address).content.decode()
    client.post(address, {"body": "A longer reply."})
    assert draft(ines, f"comment-edit:{comment.pk}") is None


def test_thanks_have_one_and_those_without_a_name_are_sealed(client) -> None:
    make.thanks_words()
    client.force_login(ines := cast.ines())
    post = make.answer(topic=make.topic(), by=cast.dorrie())
    address = reverse("recognition:thanks", args=[post.pk])
    client.post(reverse("forum:draft"), {"context": f"thanks:{post.pk}", "note": "You rang me.", "masked": "on"})
    assert not ines.drafts.exists()
    page = client.get(address).content.decode()
    assert "You rang me." in page
    assert client.get(address, headers={"HX-Request": "true"}).content.decode().count("You rang me.") == 1
    client.post(address, {"words": ["clear"], "note": "You rang me.", "masked": "on"})
    assert draft(ines, f"thanks:{post.pk}") is None


def test_refused_thanks_go_on_from_the_draft_that_their_page_has_read(client) -> None:
    make.thanks_words()
    client.force_login(ines := cast.ines())
    post = make.answer(topic=make.topic(), by=cast.dorrie())
    keep_from(client, "one", 0, context=f"thanks:{post.pk}", note="You rang")
    refused = client.post(reverse("recognition:thanks", args=[post.pk]), {"words": [], "note": "You rang"})
    assert refused.status_code == 422
    assert f'value="{draft(ines, f"thanks:{post.pk}").version}"' in refused.content.decode()


def test_a_letter_of_a_pair_has_one_for_each_of_the_two(client) -> None:
    pair = make.pair()
    client.force_login(pair.mentee)
    keep(client, context=f"pair:{pair.pk}", body="How was your week?")
    address = reverse("mentorship:pair", args=[pair.pk])
    assert "How was your week?" in client.get(address).content.decode()
    other = Client()
    other.force_login(pair.mentor.member)
    assert "How was your week?" not in other.get(address).content.decode()
    client.post(address, {"body": "How was your week?"})
    assert draft(pair.mentee, f"pair:{pair.pk}") is None
