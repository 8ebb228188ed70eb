"""Publishing, the credit, the links both ways, the feed; and taking it down."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

import feedparser
import microdata
import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from blog.actions import drafts, publishing
from blog.models import Article
from blog.queries import articles_for
from forum.models import Post, Status, Topic
from members.actions.community import change
from members.rules import NotAllowed
from tests import make
from tests.blog.room import LONG, Room, room_of
from tests.races import at_once

ATOM = "{http://www.w3.org/2005/Atom}"


def page(client: object, article: Article) -> str:
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_credits_links_back_and_says_where_it_stands(room: Room, client: object, settings: object) -> None:
    settings.SITE_URL = "https://community.example"
    article = room.published()
    html = page(client, article)
    assert article.slug == "call-before-the-day-it-is-due"
    assert "Dorrie H" in html
    assert room.post.topic.title in html
    assert f'<link rel="canonical" href="https://community.example/blog/{article.slug}/">' in html
    assert 'property="og:type" content="article"' in html
    assert "<form" not in html.split("<main")[1].split("</main>")[0]


def test_where_it_is_shared_it_shows_its_title_and_first_words(room: Room, client: object) -> None:
    html = page(client, room.published())
    assert '<meta property="og:title" content="Call before the day it is due">' in html
    assert '<meta property="og:description" content="What I would tell you.">' in html
    assert "og:image" not in html


def test_where_one_of_a_mask_is_shared_it_shows_the_community_alone(masked_room: Room, client: object) -> None:
    html = page(client, masked_room.published(masked_room.written(masked_room.draft())))
    assert re.findall(r'property="(og:[^"]+)"', html) == ["og:site_name", "og:title"]


def test_the_answer_links_to_the_article(room: Room) -> None:
    version = Topic.objects.get(pk=room.post.topic_id).version
    article = room.published()
    assert articles_for([room.post]) == {room.post.pk: article}
    assert Topic.objects.get(pk=room.post.topic_id).version > version


def test_another_byline_hides_the_name(room: Room, client: object) -> None:
    html = page(client, room.published(room.written(room.draft(byline="other", words="A cook"))))
    assert "A cook" in html
    assert room.author.shown_name not in html
    assert room.author.handle not in html


def test_a_mask_shows_nothing_but_its_name(masked_room: Room, client: object) -> None:
    article = masked_room.published(masked_room.written(masked_room.draft()))
    html = page(client, article)
    feed = client.get(reverse("blog:feed")).content.decode()
    for text in (html, feed):
        assert masked_room.post.mask.name in text
        assert masked_room.author.shown_name not in text
        assert masked_room.author.handle not in text
    assert (article.published_at.minute, article.published_at.second) == (0, 0)


def test_programs_that_read_the_feed_find_its_pictures(room: Room, client: object, settings: object) -> None:
    settings.SITE_URL = "https://community.example"
    room.published()
    Article.objects.update(html='<p><a href="/@pau/">Pau</a> <img src="/pictures/x/480.jpg" alt="a letter"></p>')
    summary = feedparser.parse(client.get(reverse("blog:feed")).content).entries[0].summary
    assert 'href="https://community.example/@pau/"' in summary
    assert 'src="https://community.example/pictures/x/480.jpg"' in summary


def test_a_members_only_topic_keeps_its_title(db: None, client: object) -> None:
    room = room_of(audience="members")
    article = room.published()
    assert room.post.topic.title not in page(client, article)
    client.force_login(room.reader)
    assert room.post.topic.title in page(client, article)


def test_a_hidden_answer_is_not_linked(room: Room, client: object) -> None:
    article = room.published()
    Post.objects.filter(pk=room.post.pk).update(status=Status.HIDDEN)
    assert room.post.topic.title not in page(client, article)


def test_two_articles_of_one_title_have_two_addresses(room: Room) -> None:
    first = room.published()
    room.author = make.member()
    room.post = make.answer(topic=room.post.topic, by=room.author, body=LONG)
    second = room.published()
    assert first.slug != second.slug


@pytest.mark.parametrize("title", ["Drafts and then", "invitations", "Feed feed feed", "Draft-like thing"])
def test_no_title_takes_the_address_of_a_page(room: Room, title: str, client: object) -> None:
    article = room.published(room.written(room.draft(), title=title))
    assert page(client, article)


@pytest.mark.parametrize("who", ["author", "stranger", "reader"])
def test_only_a_moderator_of_the_space_publishes(room: Room, who: str) -> None:
    article = room.approved()
    with pytest.raises(NotAllowed):
        publishing.publish(moderator=getattr(room, who), article=article)


def test_nobody_publishes_their_own(room: Room) -> None:
    article = room.approved()
    make.appoint(member=room.author, space=room.space)
    author = type(room.author).objects.get(pk=room.author.pk)
    with pytest.raises(NotAllowed, match="nobody publishes their own"):
        publishing.publish(moderator=author, article=article)


@pytest.mark.parametrize("step", ["draft", "proposed"])
def test_nothing_is_published_without_the_authors_yes(room: Room, step: str) -> None:
    article = getattr(room, step)()
    with pytest.raises(NotAllowed, match="not approved"):
        publishing.publish(moderator=room.moderator, article=article)


def test_a_yes_to_an_older_text_is_no_yes(room: Room) -> None:
    article = room.approved()
    Article.objects.filter(pk=article.pk).update(revision_count=article.revision_count + 1)
    with pytest.raises(NotAllowed, match="this very text"):
        publishing.publish(moderator=room.moderator, article=article)


# --- taking it down --------------------------------------------------------------------------------------------


def test_the_author_takes_it_down_at_any_time_and_every_trace_goes(room: Room, client: object) -> None:
    article = room.published()
    publishing.withdraw(actor=room.author, article=article)
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 410
    assert article.title not in answer.content.decode()
    assert room.author.shown_name not in answer.content.decode()
    assert articles_for([room.post]) == {}
    for name in ("blog:home", "blog:feed"):
        assert article.title not in client.get(reverse(name)).content.decode()


def test_a_suspended_author_can_still_take_it_down(room: Room) -> None:
    article = room.published()
    make.suspension(member=room.author)
    assert publishing.withdraw(actor=room.author, article=article).state == "withdrawn"


@pytest.mark.parametrize("who", ["moderator", "admin", "reader"])
def test_nobody_else_takes_it_down(room: Room, who: str) -> None:
    article = room.published()
    with pytest.raises(NotAllowed, match="Only its author"):
        publishing.withdraw(actor=getattr(room, who), article=article)


def test_it_comes_back_as_a_draft_and_needs_a_new_yes(room: Room) -> None:
    article = publishing.withdraw(actor=room.author, article=room.published())
    with pytest.raises(NotAllowed):
        publishing.reopen(actor=room.moderator, article=article)
    article = publishing.reopen(actor=room.author, article=article)
    with pytest.raises(NotAllowed, match="not approved"):
        publishing.publish(moderator=room.moderator, article=article)
    slug = article.slug
    assert room.published(article).slug == slug


def test_it_is_not_reopened_beside_another_article_of_the_answer(room: Room) -> None:
    article = publishing.withdraw(actor=room.author, article=room.published())
    article.invitation.state = "withdrawn"
    article.invitation.save()
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(days=91))
    room.draft()
    with pytest.raises(NotAllowed, match="Another article"):
        publishing.reopen(actor=room.author, article=article)


# --- list and feed ---------------------------------------------------------------------------------------------


def many(room: Room, count: int) -> None:
    now = timezone.now()
    for number in range(count):
        room.author = make.member()
        room.post = make.answer(topic=room.post.topic, by=room.author, body=LONG)
        article = room.published(room.written(room.draft(), title=f"Article number {number:02}"))
        Article.objects.filter(pk=article.pk).update(published_at=now - timedelta(days=number))


def test_the_list_is_paged_by_key_and_its_queries_do_not_grow(
    room: Room, client: object, django_assert_max_num_queries: object
) -> None:
    many(room, 14)
    with django_assert_max_num_queries(4):
        first = client.get(reverse("blog:home"))
    html = first.content.decode()
    assert "Article number 00" in html
    assert "Article number 11" in html
    assert "Article number 12" not in html
    second = client.get(reverse("blog:home") + first.context["older"]).content.decode()
    assert "Article number 12" in second
    assert "Article number 11" not in second
    assert "Newer" in second


@pytest.mark.parametrize("mark", ["x", "~", "o1", "o1-" + "z" * 25, f"2026-01-01T00:00:00~{'9' * 40}"])
def test_a_broken_mark_is_the_first_page(room: Room, client: object, mark: str) -> None:
    assert client.get(reverse("blog:home"), {"at": mark}).status_code == 200


def test_the_feed_has_full_canonical_addresses(room: Room, client: object, settings: object) -> None:
    settings.SITE_URL = "https://community.example"
    article = room.published()
    answer = client.get(reverse("blog:feed"), headers={"host": "localhost"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"https://community.example/blog/{article.slug}/"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Dorrie H"
    assert b"http://testserver" not in answer.content
    assert b"localhost" not in answer.content


def test_an_empty_blog_says_what_will_come(db: None, client: object) -> None:
    assert "Nothing has been written up yet" in client.get(reverse("blog:home")).content.decode()
    assert client.get(reverse("blog:feed")).status_code == 200


def test_the_byline_changes_everywhere_at_once(room: Room, client: object) -> None:
    article = room.published()
    drafts.change_byline(actor=room.author, article=article, byline="other", byline_words="A cook")
    for address in (article.get_absolute_url(), reverse("blog:home"), reverse("blog:feed")):
        html = client.get(address).content.decode()
        assert "A cook" in html
        assert "Dorrie" not in html


# --- nobody is featured twice in 90 days -----------------------------------------------------------------------------


def two_approved(room: Room) -> tuple[Article, Article]:
    """Of one author, who was invited to both before either was out."""
    other = replace(room, post=make.answer(topic=room.post.topic, by=room.author, body=LONG))
    drafts_of_both = room.draft(), other.draft()
    first, second = (room.approved(room.written(article)) for article in drafts_of_both)
    return first, second


def test_the_second_article_of_an_author_waits_for_ninety_days(room: Room) -> None:
    first, second = two_approved(room)
    publishing.publish(moderator=room.moderator, article=first)
    with pytest.raises(NotAllowed, match="last three months"):
        publishing.publish(moderator=room.moderator, article=second)
    Article.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(days=91))
    publishing.publish(moderator=room.moderator, article=second)
    assert Article.objects.filter(state="published").count() == 2


def test_one_that_was_taken_down_has_been_read_all_the_same(room: Room) -> None:
    first, second = two_approved(room)
    publishing.withdraw(actor=room.author, article=publishing.publish(moderator=room.moderator, article=first))
    with pytest.raises(NotAllowed, match="last three months"):
        publishing.publish(moderator=room.moderator, article=second)


def test_an_article_does_not_stand_in_its_own_way(room: Room) -> None:
    article = room.published()
    publishing.withdraw(actor=room.author, article=article)
    article = room.approved(
        room.written(publishing.reopen(actor=room.author, article=article), body=f"{LONG}\n\nMore.")
    )
    assert publishing.publish(moderator=room.moderator, article=article).state == "published"


def test_what_an_author_writes_by_name_says_nothing_of_their_mask(room: Room, masked_room: Room) -> None:
    first, second = room.approved(), masked_room.approved(masked_room.written(masked_room.draft()))
    for article in (first, second):
        publishing.publish(moderator=room.moderator, article=article)
    assert Article.objects.filter(state="published").count() == 2


def test_what_was_published_follows_the_switch_of_formulas(room: Room) -> None:
    make.community()
    article = room.published(room.written(room.draft(), body=f"{LONG}\n\nSo $x^2$ for $5."))
    other = Article.objects.get(pk=article.pk)
    for on in (True, False):
        change(by=room.admin, values={"formulas": on})
        cache.clear()  # as when the change is committed
        assert publishing.rerender_all() == 1
        other.refresh_from_db()
        assert ("<msup>" in other.html) is on
        assert publishing.rerender_all() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_articles_of_one_author_published_at_once_one_waits(room: Room) -> None:
    calls = [partial(publishing.publish, moderator=room.moderator, article=each) for each in two_approved(room)]
    said = at_once(calls, refusals=(NotAllowed,))
    assert sorted(type(answer).__name__ for answer in said) == ["Article", "NotAllowed"]
    assert Article.objects.filter(state="published").count() == 1


def test_programs_can_read_the_feed_and_what_an_article_is(room: Room, client: object) -> None:
    article = room.published(room.written(room.draft()))
    read = feedparser.parse(client.get(reverse("blog:feed")).content)
    assert not read.bozo, read.bozo_exception
    assert [entry.title for entry in read.entries] == [article.title]
    (said,) = [item.json_dict() for item in microdata.get_items(page(client, article))]
    assert said["type"] == ["https://schema.org/BlogPosting"]
    properties = said["properties"]
    assert properties["headline"] == [article.title]
    assert properties["datePublished"] == [f"{article.published_at:%Y-%m-%d}"]
    assert properties["author"][0]["properties"]["name"] == [room.author.shown_name]
    assert properties["articleBody"][0].strip()
