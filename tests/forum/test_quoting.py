"""One "Reply": a box with the cursor in it, and with somebody's words where they were chosen."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from forum import quoting
from forum.actions import drafts
from forum.models import Comment, Post
from forum.queries.people import known, mentioned
from members.models import Member
from tests import cast, make
from writing.render import render, render_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def box(text: str, name: str = "answer") -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea[^>]*id="{name}"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert found, "no box"
    return html.unescape(found[1]).strip("\n")


def read(member: Member, address: str) -> str:
    return signed_in(member).get(address).content.decode()


# --- the words --------------------------------------------------------------------------------------------------------


def test_a_quotation_says_whose_words_they_are(ines) -> None:
    post = make.answer(by=make.member(name="Dorrie Hale"), body="I rang them.\n\n- Monday\n- Tuesday")
    said = quoting.quotation(post, most=quoting.IN_A_POST)
    assert said == "> Dorrie Hale wrote:\n>\n> I rang them.\n>\n> - Monday\n> - Tuesday\n\n"
    assert "<blockquote>" in render(said).html


def test_that_of_a_mask_names_nobody(ines) -> None:
    topic = make.topic()
    worn = make.mask(of=ines, topic=topic)
    for row in (
        make.answer(topic=topic, mask=worn, body="It is hard."),
        make.comment(post=make.answer(topic=topic), mask=worn, body="It is hard."),
    ):
        said = quoting.quotation(row, most=400)
        assert said.startswith("> Somebody without a name wrote:")
        for name in (worn.name, ines.shown_name, ines.handle):
            assert name not in said


def test_a_name_is_words_whatever_its_signs(ines) -> None:
    post = make.answer(by=make.member(name="Ana *_* [x]"))
    made = render(quoting.quotation(post, most=100)).html
    assert "Ana *_* [x] wrote:" in made


def test_long_words_are_cut(ines) -> None:
    post = make.answer(body="word " * 5000)
    said = quoting.quotation(post, most=quoting.IN_A_COMMENT)
    assert len(said) < quoting.IN_A_COMMENT + 40
    assert said.rstrip().endswith("…")


def test_imported_words_are_quoted_without_their_tags(ines) -> None:
    post = make.answer(body="<p>I <b>rang</b></p>")
    Post.objects.filter(pk=post.pk).update(is_html=True, text="I rang")
    assert "> I rang\n" in quoting.quotation(Post.objects.get(pk=post.pk), most=100)


def test_a_quotation_in_a_short_reply_is_one(ines) -> None:
    made = render_comment("> Dorrie wrote:\n>\n> I rang them.\n\nDid they pick up?").html
    assert made.count("<blockquote>") == 1
    assert "<p>Did they pick up?</p>" in made


def test_nobody_is_called_by_being_quoted(ines) -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    quoted = make.answer(topic=topic, body="> Wilf wrote:\n>\n> Ask @dorrie\n\nI agree.")
    own = make.answer(topic=topic, body="> Wilf wrote:\n>\n> Ask them\n\n@dorrie, what do you say?")
    for post in (quoted, own):
        post.html = render(post.body, people=known).html
        assert 'class="mention"' in post.html
    assert mentioned(quoted) == []
    assert mentioned(own) == [dorrie.pk]


# --- without a script -------------------------------------------------------------------------------------------------


def test_the_question_is_quoted_in_the_box_below_with_the_cursor_in_it(ines) -> None:
    topic = make.topic(by=make.member(name="Pau"), body="Which one first?")
    page = read(ines, f"{topic.get_absolute_url()}?quote={topic.posts.get().pk}")
    assert box(page) == "> Pau wrote:\n>\n> Which one first?\n\n".strip("\n")
    assert "autofocus" in re.search(r'<textarea[^>]*id="answer"[^>]*>', page)[0]


def test_without_a_quotation_the_box_is_empty_and_takes_no_focus_from_the_reader(ines) -> None:
    page = read(ines, make.topic().get_absolute_url())
    assert box(page) == ""
    assert "autofocus" not in re.search(r'<textarea[^>]*id="answer"[^>]*>', page)[0]


def test_it_stands_below_what_was_begun(ines) -> None:
    topic = make.topic(body="Which one first?")
    drafts.keep_draft(actor=ines, context=f"topic:{topic.pk}", title="", body="I began.", data={}, masked=False)
    page = read(ines, f"{topic.get_absolute_url()}?quote={topic.posts.get().pk}")
    assert box(page).startswith("I began.\n\n> ")


def test_an_answer_is_quoted_in_its_own_box(ines) -> None:
    post = make.answer(by=make.member(name="Dorrie"), body="I rang them.")
    page = read(ines, f"{reverse('forum:comments', args=[post.pk])}?quote={post.pk}")
    assert box(page, f"cf-{post.pk}").startswith("> Dorrie wrote:\n>\n> I rang them.")
    assert "autofocus" in re.search(rf'<textarea[^>]*id="cf-{post.pk}"[^>]*>', page)[0]


def test_the_asker_finds_it_in_the_part_that_opens(ines) -> None:
    topic = make.topic(by=ines)
    post = make.answer(topic=topic, by=cast.dorrie(), body="I rang them.")
    page = " ".join(read(ines, f"{topic.get_absolute_url()}?quote={post.pk}").split())
    assert "I rang them." in box(page)
    assert re.search(r"<details open>\s*<summary[^>]*>\s*Add something to it", page)


@pytest.mark.parametrize("status", ["hidden", "deleted", "held", "waiting"])
def test_what_one_may_not_read_is_not_quoted(ines, status) -> None:
    topic = make.topic()
    post = make.answer(topic=topic, body="Secret words.")
    Post.objects.filter(pk=post.pk).update(status=status)
    answer = signed_in(ines).get(f"{topic.get_absolute_url()}?quote={post.pk}")
    assert "Secret words." not in answer.content.decode()
    assert box(answer.content.decode()) == ""


def test_nor_is_a_post_of_another_topic(ines) -> None:
    other = make.answer(body="Elsewhere.")
    answer = signed_in(ines).get(f"{make.topic().get_absolute_url()}?quote={other.pk}")
    assert answer.status_code == 404


def test_nor_one_in_a_space_that_is_not_ones_own(ines) -> None:
    topic = make.topic(space=make.space(visibility="moderators"))
    post = make.answer(topic=topic)
    assert signed_in(ines).get(f"{topic.get_absolute_url()}?quote={post.pk}").status_code == 404
    assert signed_in(ines).get(f"{reverse('forum:comments', args=[post.pk])}?quote={post.pk}").status_code == 404


@pytest.mark.parametrize("typed", ["x", "-1", "1" * 30, "²"])
def test_a_made_up_number_is_not_found(ines, typed) -> None:
    assert signed_in(ines).get(f"{make.topic().get_absolute_url()}?quote={typed}").status_code == 404


def test_a_visitor_who_follows_such_a_link_reads_the_page(client, ines) -> None:
    topic = make.topic(audience="everyone", space=make.space(visibility="public"))
    post = topic.posts.get()
    answer = client.get(f"{topic.get_absolute_url()}?quote={post.pk}")
    assert answer.status_code == 200
    assert "wrote:" not in answer.content.decode()


def test_a_page_with_a_quotation_is_nobody_elses(ines) -> None:
    """It is made for the one who asked, and is neither kept nor taken from what is kept."""
    topic = make.topic(body="Which one first?")
    make.answer(topic=topic)
    address, other = topic.get_absolute_url(), make.member()
    for member in (other, ines, other):
        signed_in(member).get(address)
    assert "> " in box(read(ines, f"{address}?quote={topic.posts.get(position=0).pk}"))
    for member in (other, ines):
        assert box(read(member, address)) == ""


# --- one word ---------------------------------------------------------------------------------------------------------


def test_each_post_has_one_reply_and_one_way_to_quote_it(ines) -> None:
    topic = make.topic()
    post = make.answer(topic=topic)
    page = read(ines, topic.get_absolute_url())
    for row, address in ((topic.posts.get(position=0), "#answer"), (post, reverse("forum:comments", args=[post.pk]))):
        part = page.partition(f'id="p{row.pk}"')[2].partition("</article>")[0]
        assert re.findall(r'href="([^"]*)"[^>]*data-reply', part) == [address]
        assert part.count("Reply with a quote") == 1
        assert "omment" not in re.sub(r"<[^>]*>", "", part)


def test_below_replies_the_word_is_the_same(ines) -> None:
    topic = make.topic()
    post = make.answer(topic=topic)
    make.comment(post=post, body="A word.")
    page = read(ines, topic.get_absolute_url())
    place = page.partition(f'id="comment-{post.pk}"')[2].partition("</div>")[0]
    assert re.sub(r"<span.*?</span>|<[^>]*>", "", place, flags=re.DOTALL).split() == [">", "Reply"]


def test_a_visitor_and_a_closed_space_have_none(client, ines) -> None:
    space = make.space(visibility="public")
    topic = make.topic(audience="everyone", space=space)
    assert "data-reply" not in client.get(topic.get_absolute_url()).content.decode()
    space.archived_at = topic.created_at
    space.save()
    assert "data-reply" not in read(ines, topic.get_absolute_url())


def test_a_short_reply_is_posted_as_before(ines) -> None:
    post = make.answer(by=cast.dorrie())
    address = reverse("forum:comments", args=[post.pk])
    page = read(ines, address)
    assert f"Your reply to {post.author.shown_name}" in page
    key = re.search(r'name="submit_key" value="([^"]*)"', page)[1]
    said = {"body": "> Dorrie wrote:\n>\n> This\n\nThank you.", "submit_key": key, "as": "me"}
    assert signed_in(ines).post(address, said).status_code == 303
    assert "<blockquote>" in Comment.objects.get().html


# --- what to keep in mind ---------------------------------------------------------------------------------------------


def test_what_to_keep_in_mind_is_another_thing_when_one_asks(ines) -> None:
    space = make.space(norms="Say which lender.", norms_for_asking="Amounts and dates help.")
    asking = read(ines, f"/ask/?space={space.slug}")
    answering = read(ines, make.topic(space=space).get_absolute_url())
    assert "Amounts and dates help." in asking
    assert "One question at a time." in asking
    assert "Say which lender." not in asking
    assert "Say which lender." in answering
    assert "Say what you did, and how it went." in answering
    assert "Amounts and dates help." not in answering
    assert "One question at a time." not in answering


def test_whoever_only_wants_to_ask_back_is_led_below_the_question(ines) -> None:
    topic = make.topic()
    back = reverse("forum:comments", args=[topic.posts.get().pk])
    form = read(ines, topic.get_absolute_url()).partition('id="answer-form"')[2]
    assert back in form
    assert "Do it right under the question" in form


def test_in_a_discussion_and_for_the_asker_nothing_of_it_is_said(ines) -> None:
    for topic in (make.topic(kind="discussion"), make.topic(by=ines)):
        assert "Say what you did, and how it went." not in read(ines, topic.get_absolute_url())


def test_an_admin_writes_both(ines) -> None:
    admin = make.admin()
    space = make.space(title="Cards")
    said = {"title": "Cards", "purpose": "", "norms": "B.", "norms_for_asking": "A.", "visibility": "members"}
    address = reverse("members:shape", args=["spaces", space.pk])
    signed_in(admin).post(address, said | {"outside_help": "", "position": "1"})
    space.refresh_from_db()
    assert (space.norms_for_asking, space.norms) == ("A.", "B.")
