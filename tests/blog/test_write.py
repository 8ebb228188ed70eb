"""Writing together: every save is a version, nothing is overwritten unseen, and any change takes a yes back."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from blog.actions import drafts, publishing
from blog.actions.drafts import EditedMeanwhile
from blog.models import Article, ArticleRevision
from blog.queries.workshop import versions
from members.rules import NotAllowed
from tests.blog.room import LONG, QUESTION, Room, room_of
from tests.races import at_once


def test_every_save_is_a_version_with_a_visible_diff(room: Room) -> None:
    article = room.written(room.draft(), body=f"{LONG} Then breathe.", note="An end")
    newest = versions(article)[0]
    assert (newest.revision.number, newest.revision.member, newest.revision.note) == (2, room.author, "An end")
    assert "<ins>" in newest.changes
    assert "breathe" in newest.changes


def test_saving_without_a_change_is_no_version(room: Room) -> None:
    article = room.written(room.draft())
    again = room.written(article)
    assert again.revision_count == article.revision_count == 2


def test_a_moderator_edits_under_their_own_name_and_a_masked_author_under_the_mask(masked_room: Room) -> None:
    article = masked_room.written(masked_room.draft())
    article = masked_room.written(article, editor=masked_room.moderator, body=LONG)
    by = {row.number: row for row in article.revisions.all()}
    assert (by[2].member, by[2].mask) == (None, masked_room.post.mask)
    assert by[2].at.minute == 0
    assert by[3].member == masked_room.moderator


@pytest.mark.parametrize("who", ["stranger", "reader", "asker"])
def test_nobody_else_writes(room: Room, who: str) -> None:
    article = room.draft()
    with pytest.raises(NotAllowed, match="Only its author"):
        room.written(article, editor=getattr(room, who))


def test_the_second_of_two_who_write_is_told(room: Room) -> None:
    article = room.draft()
    room.written(article, based_on=1)
    with pytest.raises(EditedMeanwhile) as refusal:
        room.written(article, editor=room.moderator, based_on=1, body="Mine.")
    assert refusal.value.article.revision_count == 2


def test_the_page_shows_both_texts_and_the_next_save_is_upon_the_newest(room: Room, client: object) -> None:
    article = room.written(room.draft())
    client.force_login(room.moderator)
    address = reverse("blog:draft", args=[article.pk])
    mine = {"title": "My own title", "standfirst": "", "body": "My body", "based_on": 1}
    answer = client.post(address, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "My own title" in page
    assert "<del>" in page
    assert 'name="based_on" value="2"' in page
    article.refresh_from_db()
    assert article.revision_count == 2
    assert client.post(address, mine | {"based_on": 2}).status_code == 303


@pytest.mark.parametrize("step", ["proposed", "approved"])
def test_any_change_takes_the_yes_back(room: Room, step: str) -> None:
    article = getattr(room, step)()
    article = room.written(article, body=f"{LONG} One more word.")
    assert (article.state, article.approved_revision) == ("draft", None)


def test_what_is_taken_down_is_not_edited(room: Room) -> None:
    article = publishing.withdraw(actor=room.author, article=room.published())
    with pytest.raises(NotAllowed, match="took this down"):
        room.written(article, body=LONG)


def test_only_exactly_this_text_is_approved(room: Room) -> None:
    article = room.proposed()
    for revision in (1, 99):
        with pytest.raises(EditedMeanwhile):
            drafts.approve(actor=room.author, article=article, revision=revision)
    approved = drafts.approve(actor=room.author, article=article, revision=article.revision_count)
    assert approved.approved_revision == approved.revision_count


@pytest.mark.parametrize("who", ["moderator", "admin", "reader", "stranger"])
def test_only_the_author_approves(room: Room, who: str) -> None:
    article = room.proposed()
    with pytest.raises(NotAllowed, match="Only its author"):
        drafts.approve(actor=getattr(room, who), article=article, revision=article.revision_count)


def test_nothing_is_approved_before_it_is_proposed(room: Room) -> None:
    article = room.draft()
    with pytest.raises(NotAllowed, match="no proposed text"):
        drafts.approve(actor=room.author, article=article, revision=1)


@pytest.mark.parametrize("who", ["author", "stranger", "reader"])
def test_only_a_moderator_of_the_space_proposes(room: Room, who: str) -> None:
    article = room.draft()
    with pytest.raises(NotAllowed):
        drafts.propose(moderator=getattr(room, who), article=article, revision=1)


def test_the_author_changes_the_byline_at_any_time(room: Room) -> None:
    article = room.published()
    drafts.change_byline(actor=room.author, article=article, byline="other", byline_words="D.")
    assert Article.objects.get().byline_words == "D."
    with pytest.raises(NotAllowed, match="Only its author"):
        drafts.change_byline(actor=room.moderator, article=article, byline="name")


def test_the_draft_is_a_secret_of_author_and_moderators(room: Room, client: object) -> None:
    article = room.draft()
    for name in ("draft", "versions"):
        address = reverse(f"blog:{name}", args=[article.pk])
        for who, status in ((room.author, 200), (room.moderator, 200), (room.admin, 200), (room.stranger, 404)):
            client.force_login(who)
            assert client.get(address).status_code == status
        for who in (room.reader, room.asker):
            client.force_login(who)
            assert client.get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302
    assert client.get(f"/blog/{article.slug}/").status_code == 404


def test_too_short_a_title_keeps_what_was_typed(room: Room, client: object) -> None:
    article = room.draft()
    client.force_login(room.author)
    sent = {"title": "Hm", "body": "My words", "based_on": 1}
    answer = client.post(reverse("blog:draft", args=[article.pk]), sent)
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert ArticleRevision.objects.count() == 1


def test_a_draft_that_quotes_says_so_by_itself(room: Room) -> None:
    article = room.written(room.draft(), body=f"{LONG}\n\n> {QUESTION}")
    assert article.quotes_asker


@pytest.mark.django_db(transaction=True)
def test_of_five_saves_at_once_one_is_kept_and_four_are_told() -> None:
    room = room_of()
    article = room.draft()
    articles = [Article.objects.get(pk=article.pk) for _ in range(5)]
    calls = [partial(room.written, mine, body=f"{LONG} {n}", based_on=1) for n, mine in enumerate(articles)]
    outcomes = at_once(calls, refusals=(EditedMeanwhile,))
    assert sum(isinstance(outcome, EditedMeanwhile) for outcome in outcomes) == 4
    assert ArticleRevision.objects.count() == 2
