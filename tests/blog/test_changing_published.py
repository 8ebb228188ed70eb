"""A published article is changed while it stays: readers keep the approved text until its author approves another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from blog.actions import changes, drafts, publishing
from blog.actions.drafts import EditedMeanwhile
from blog.models import Article, QuoteConsent
from blog.queries.articles import published
from blog.queries.desk import drafts_for
from blog.queries.workshop import workshop
from forum.models import Post, Status, Topic
from members.rules import NotAllowed
from notices.models import Notice
from tests.blog.room import LONG, QUESTION, Room
from tests.ledger import settle

BETTER = f"{LONG}\n\nAnd breathe."
FIRST_QUOTE = "I keep moving money between them so that no one card notices."
MORE_QUOTED = f"{LONG}\n\n> {QUESTION}"


def page(client: object, article: Article) -> str:
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def out(room: Room, *, body: str = "") -> Article:
    """An article that went out three days ago."""
    article = room.approved(room.written(room.draft(), **({"body": body} if body else {})))
    for consent in QuoteConsent.objects.filter(article=article):
        drafts.answer_quote(actor=room.asker, consent=consent, given=True)
    article = publishing.publish(moderator=room.moderator, article=article)
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(days=3))
    return now(article)


def now(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def changed(room: Room, article: Article, **more: object) -> Article:
    return room.written(article, **{"body": BETTER, "title": "Call them first, then breathe"} | more)


def agreed(room: Room, article: Article) -> Article:
    article = drafts.propose(moderator=room.moderator, article=article, revision=article.revision_count)
    return drafts.approve(actor=room.author, article=article, revision=article.revision_count)


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_readers_keep_the_approved_text_until_the_author_approves_another(room: Room, client: object, who: str) -> None:
    article = out(room)
    before = page(client, article)
    article = changed(room, article, editor=getattr(room, who))
    assert (article.state, article.change) == ("published", "draft")
    for step in (drafts.propose, None):
        assert page(client, article) == before
        for name in ("blog:home", "blog:feed"):
            assert "breathe" not in client.get(reverse(name)).content.decode()
        if step:
            article = step(moderator=room.moderator, article=article, revision=article.revision_count)
    assert article.change == "proposed"
    article = drafts.approve(actor=room.author, article=article, revision=article.revision_count)
    html = page(client, article)
    assert "And breathe." in html
    assert "Call them first, then breathe" in html
    assert (article.state, article.change, article.approved_revision) == ("published", "", article.revision_count)


def test_address_and_first_day_stay_and_metadata_and_feed_say_when_it_changed(room: Room, client: object) -> None:
    article = out(room)
    slug, first = article.slug, article.published_at
    assert "modified_time" not in page(client, article)
    version = Topic.objects.get(pk=room.post.topic_id).version
    article = agreed(room, changed(room, article))
    assert (article.slug, article.published_at) == (slug, first)
    assert Topic.objects.get(pk=room.post.topic_id).version > version
    today = f"{timezone.now():%Y-%m-%d}"
    html = page(client, article)
    assert f'property="article:modified_time" content="{today}"' in html
    assert f'property="article:published_time" content="{first:%Y-%m-%d}"' in html
    assert f'itemprop="dateModified" datetime="{today}"' in html
    atom = "{http://www.w3.org/2005/Atom}"
    entry = ElementTree.fromstring(client.get(reverse("blog:feed")).content).find(f"{atom}entry")
    assert entry.find(f"{atom}updated").text.startswith(today)
    assert entry.find(f"{atom}published").text.startswith(f"{first:%Y-%m-%d}")


def test_the_change_is_a_version_with_a_visible_diff_from_what_is_published(room: Room, client: object) -> None:
    article = changed(room, out(room), note="An end")
    shown = workshop(room.author, article)
    assert "<ins>" in shown["would_change"]
    assert "breathe" in shown["would_change"]
    assert shown["newest"].revision.note == "An end"
    client.force_login(room.moderator)
    html = client.get(reverse("blog:draft", args=[article.pk])).content.decode()
    assert "What readers would see change" in html
    assert "And breathe." in html
    article = agreed(room, article)
    assert workshop(room.author, article)["would_change"] == ""


def test_whoever_edits_finds_it_among_what_is_being_written_and_on_the_page(room: Room, client: object) -> None:
    article = out(room)
    assert article not in drafts_for(room.moderator)
    changed(room, article)
    assert article in drafts_for(room.moderator)
    assert article not in drafts_for(room.stranger)
    client.force_login(room.moderator)
    assert "Suggest a change" in page(client, article)
    for person in (room.reader, room.stranger, room.asker):
        client.force_login(person)
        assert "Suggest a change" not in page(client, article)


@pytest.mark.parametrize("who", ["stranger", "reader", "asker"])
def test_nobody_else_changes_it_or_sees_what_is_planned(room: Room, client: object, who: str) -> None:
    article = out(room)
    with pytest.raises(NotAllowed, match="Only its author"):
        changed(room, article, editor=getattr(room, who))
    changed(room, article)
    client.force_login(getattr(room, who))
    for name in ("draft", "versions"):
        assert client.get(reverse(f"blog:{name}", args=[article.pk])).status_code == 404
    assert "breathe" not in page(client, article)


@pytest.mark.parametrize("who", ["moderator", "admin", "asker", "reader"])
def test_nobody_approves_for_the_author(room: Room, who: str) -> None:
    article = changed(room, out(room), editor=room.moderator)
    article = drafts.propose(moderator=room.moderator, article=article, revision=article.revision_count)
    with pytest.raises(NotAllowed, match="Only its author"):
        drafts.approve(actor=getattr(room, who), article=article, revision=article.revision_count)
    with pytest.raises(NotAllowed, match="this very text"):
        publishing.publish(moderator=room.moderator, article=article)
    assert "breathe" not in now(article).body


def test_the_author_alone_changes_nothing_either(room: Room) -> None:
    """An article is written together: what no moderator proposed does not go out."""
    article = changed(room, out(room))
    with pytest.raises(NotAllowed):
        drafts.approve(actor=room.author, article=article, revision=article.revision_count)
    with pytest.raises(NotAllowed):
        drafts.propose(moderator=room.author, article=article, revision=article.revision_count)


def test_a_change_after_the_proposal_asks_the_author_again(room: Room) -> None:
    article = changed(room, out(room), editor=room.moderator)
    article = drafts.propose(moderator=room.moderator, article=article, revision=article.revision_count)
    seen = article.revision_count
    article = changed(room, article, editor=room.moderator, body=f"{BETTER} Twice.")
    with pytest.raises(NotAllowed):
        drafts.approve(actor=room.author, article=article, revision=seen)
    article = drafts.propose(moderator=room.moderator, article=article, revision=article.revision_count)
    with pytest.raises(EditedMeanwhile):
        drafts.approve(actor=room.author, article=article, revision=seen)
    assert "breathe" not in now(article).body


def test_nothing_changed_nothing_to_propose(room: Room) -> None:
    article = out(room)
    again = room.written(article)
    assert (again.change, again.revision_count) == ("", article.revision_count)
    with pytest.raises(NotAllowed, match="Nothing has been changed"):
        drafts.propose(moderator=room.moderator, article=again, revision=again.revision_count)


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_a_change_can_be_dropped(room: Room, client: object, who: str) -> None:
    article = out(room)
    before = page(client, article)
    article = changes.drop_change(actor=getattr(room, who), article=changed(room, article))
    assert (article.change, article.text.body) == ("", article.body)
    assert article.revisions.get(number=article.revision_count).body == article.body
    assert page(client, article) == before
    with pytest.raises(NotAllowed, match="no change"):
        changes.drop_change(actor=room.author, article=article)


def test_a_stranger_drops_nothing(room: Room) -> None:
    article = changed(room, out(room))
    with pytest.raises(NotAllowed):
        changes.drop_change(actor=room.reader, article=article)
    assert now(article).change == "draft"


def test_taken_down_in_the_middle_the_draft_has_the_newest_words(room: Room, client: object) -> None:
    article = changed(room, out(room))
    article = publishing.withdraw(actor=room.author, article=article)
    assert client.get(article.get_absolute_url()).status_code == 410
    article = publishing.reopen(actor=room.author, article=article)
    assert (article.state, article.change, article.body) == ("draft", "", BETTER)
    article = publishing.publish(moderator=room.moderator, article=agreed(room, article))
    assert article.modified_at is not None
    assert "And breathe." in page(client, article)


def test_while_the_answer_is_hidden_an_approved_change_waits(room: Room, client: object) -> None:
    article = changed(room, out(room))
    Post.objects.filter(pk=room.post.pk).update(status=Status.HIDDEN)
    article = agreed(room, article)
    assert (article.change, "breathe" in article.body) == ("approved", False)
    Post.objects.filter(pk=room.post.pk).update(status=Status.VISIBLE)
    assert "breathe" in publishing.publish(moderator=room.moderator, article=article).body


def test_only_what_is_published_can_have_a_change(room: Room) -> None:
    article = room.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(change="draft")


def test_the_other_of_the_two_is_told(room: Room) -> None:
    article = changed(room, out(room), editor=room.moderator)
    settle()
    Notice.objects.all().delete()
    agreed(room, article)
    settle()
    kinds = list(Notice.objects.order_by("pk").values_list("member", "kind"))
    assert kinds == [(room.moderator.pk, "article_approved")]


# --- a quoted asker is asked too ---------------------------------------------------------------------------------


def for_change() -> QuoteConsent:
    return QuoteConsent.objects.select_related("article").get(for_change=True)


def test_more_of_the_askers_words_need_their_yes_and_go_out_with_it(room: Room, client: object) -> None:
    article = agreed(room, changed(room, out(room), body=MORE_QUOTED))
    assert article.change == "approved"
    assert "told nobody" not in page(client, article)
    with pytest.raises(NotAllowed, match="have not said yes"):
        publishing.publish(moderator=room.moderator, article=article)
    client.force_login(room.asker)
    text = client.get(reverse("blog:quote", args=[for_change().pk])).content.decode()
    assert "Without your yes the change does not happen" in text
    drafts.answer_quote(actor=room.asker, consent=for_change(), given=True)
    assert "told nobody" in page(client, article)
    assert [row.for_change for row in QuoteConsent.objects.all()] == [False]


def test_a_no_to_the_change_leaves_what_is_published_as_it_is(room: Room, client: object) -> None:
    article = out(room, body=f"{LONG}\n\n> {FIRST_QUOTE}")
    first = QuoteConsent.objects.get()
    article = agreed(room, changed(room, article, body=MORE_QUOTED))
    drafts.answer_quote(actor=room.asker, consent=for_change(), given=False)
    article = now(article)
    assert (article.state, article.change, article.approved_revision) == ("published", "draft", None)
    assert FIRST_QUOTE in page(client, article)
    first.refresh_from_db()
    assert first.state == "given"
    with pytest.raises(NotAllowed):
        publishing.publish(moderator=room.moderator, article=agreed(room, article))


def test_a_change_that_quotes_no_more_asks_nobody_again(room: Room, client: object) -> None:
    article = out(room, body=f"{LONG}\n\n> {FIRST_QUOTE}")
    asked = QuoteConsent.objects.count()
    article = agreed(room, changed(room, article, body=f"{BETTER}\n\n> {FIRST_QUOTE}"))
    assert article.change == ""
    assert "breathe" in page(client, article)
    assert QuoteConsent.objects.count() == asked == 1


def test_a_yes_taken_back_brings_the_published_text_down_whatever_the_change_says(room: Room, client: object) -> None:
    article = out(room, body=f"{LONG}\n\n> {FIRST_QUOTE}")
    live = QuoteConsent.objects.get()
    article = changed(room, article, body=MORE_QUOTED)
    drafts.propose(moderator=room.moderator, article=article, revision=article.revision_count)
    drafts.answer_quote(actor=room.asker, consent=for_change(), given=True)
    drafts.answer_quote(actor=room.asker, consent=live, given=False)
    article = now(article)
    assert (article.state, article.change) == ("draft", "")
    assert client.get(article.get_absolute_url()).status_code == 404
    assert QuoteConsent.objects.get().state == "refused"


def test_only_the_asker_answers_for_their_words(room: Room) -> None:
    agreed(room, changed(room, out(room), body=MORE_QUOTED))
    for person in (room.author, room.moderator, room.reader):
        with pytest.raises(NotAllowed):
            drafts.answer_quote(actor=person, consent=for_change(), given=True)


# --- behind a mask -------------------------------------------------------------------------------------------------


def test_a_masked_author_changes_it_behind_the_mask_and_to_the_hour(masked_room: Room, client: object) -> None:
    room = masked_room
    article = agreed(room, changed(room, out(room)))
    html = page(client, article) + client.get(reverse("blog:feed")).content.decode()
    assert room.author.shown_name not in html
    assert room.author.handle not in html
    for row in article.revisions.exclude(mask=None):
        assert (row.member_id, row.at.minute, row.at.second) == (None, 0, 0)
    assert (article.modified_at.minute, article.modified_at.second) == (0, 0)


# --- through the pages ---------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(room: Room, client: object) -> None:
    article = out(room)
    where = reverse("blog:draft", args=[article.pk])
    client.force_login(room.moderator)
    form = {
        "title": "Call them first",
        "standfirst": "",
        "body": BETTER,
        "note": "",
        "based_on": article.revision_count,
    }
    assert client.post(where, form).status_code == 303
    revision = {"revision": now(article).revision_count}
    assert client.post(reverse("blog:proposal", args=[article.pk]), revision).status_code == 303
    client.force_login(room.author)
    assert "everybody reads exactly this text" in client.get(where).content.decode()
    answer = client.post(reverse("blog:approval", args=[article.pk]), revision, follow=True)
    assert "Everybody reads exactly this text now." in answer.content.decode()
    assert "breathe" in page(client, article)
    assert published().get().change == ""


def test_dropping_through_the_page_is_for_its_writers(room: Room, client: object) -> None:
    article = changed(room, out(room))
    where, revision = reverse("blog:dropped_change", args=[article.pk]), {"revision": article.revision_count}
    client.force_login(room.reader)
    assert client.post(where, revision).status_code == 404
    client.force_login(room.moderator)
    assert client.get(where).status_code == 405
    assert client.post(where, revision).status_code == 303
    assert now(article).change == ""
    assert client.post(where, revision).status_code == 403
