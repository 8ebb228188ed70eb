"""A picture comes along with what somebody writes, and with nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from forum import actions
from forum.actions import drafts
from forum.models import Comment, Post, Scheduled
from forum.queries import drafts as kept_drafts
from members.models import Member
from members.rules import NotAllowed
from mentorship.actions.pairs import write
from tests import cast, make
from tests.blog.room import LONG, room_of
from tests.forum import say
from tests.races import at_once
from tests.uploads import pictures
from uploads import files, rules
from uploads.actions import sweep
from uploads.models import Picture, Stored, Use
from uploads.rules import MOST_IN_ONE

pytestmark = pytest.mark.django_db


def test_an_answer_holds_the_pictures_in_it() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    post = say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(picture))
    assert f'srcset="/pictures/{picture.pk}/480.webp 480w, /pictures/{picture.pk}/960.webp 960w"' in post.html
    assert 'alt="two piles"' in post.html
    assert 'width="960" height="720"' in post.html
    picture.refresh_from_db()
    assert (picture.owner_tag, picture.kept_until) == (None, None)
    assert list(Use.objects.values_list("kind", "holder_id", "picture")) == [("post", post.pk, picture.pk)]


def test_its_words_are_found_and_stand_in_lists() -> None:
    dorrie = cast.dorrie()
    body = pictures.shows(pictures.sent(dorrie), alt="a letter from the bank")
    assert "a letter from the bank" in say.answer(actor=dorrie, topic=make.topic(), body=body).text


def test_somebody_elses_picture_is_words() -> None:
    theirs = pictures.sent(cast.tobias())
    post = say.answer(actor=cast.dorrie(), topic=make.topic(), body=pictures.shows(theirs))
    assert ("<picture" in post.html, post.text) == (False, "Look here: two piles")
    assert not Use.objects.exists()
    theirs.refresh_from_db()
    assert theirs.owner_tag is not None


def test_what_somebody_else_has_posted_does_not_come_along_either() -> None:
    tobias = cast.tobias()
    picture = pictures.sent(tobias)
    say.answer(actor=tobias, topic=make.topic(), body=pictures.shows(picture))
    public = make.topic(audience="everyone")
    post = say.answer(actor=cast.dorrie(), topic=public, body=pictures.shows(picture))
    assert "<picture" not in post.html
    assert Use.objects.count() == 1


@pytest.mark.parametrize(
    "src", ["/pictures/", "/pictures/new/", "/pictures/../accounts/logout/", "/pictures/short", ""]
)
def test_what_is_no_picture_is_words(src: str) -> None:
    post = say.answer(actor=cast.dorrie(), topic=make.topic(), body=f"See ![it]({src}) there.")
    assert "<img" not in post.html


def test_a_comment_shows_pictures_and_lets_them_go() -> None:
    dorrie = cast.dorrie()
    first, second = pictures.sent(dorrie), pictures.sent(dorrie)
    comment = actions.comment(
        actor=dorrie, post=make.answer(), body=pictures.shows(first), masked=False, submit_key=None
    )
    assert first.pk in comment.html
    actions.edit_comment(actor=dorrie, comment=comment, body=pictures.shows(second))
    assert second.pk in Comment.objects.get(pk=comment.pk).html
    assert list(Use.objects.values_list("picture", flat=True)) == [second.pk]
    assert sweep() == 1


def test_an_edit_keeps_pictures_and_the_version_before_keeps_its_own() -> None:
    dorrie = cast.dorrie()
    first, second = pictures.sent(dorrie), pictures.sent(dorrie)
    post = say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(first))
    body = pictures.shows(first, second)
    post = actions.edit(actor=dorrie, post=post, body=body, base=0)
    assert first.pk in post.html
    assert second.pk in post.html
    post = actions.edit(actor=dorrie, post=post, body="Nothing to see.", base=post.revision_count)
    assert "<picture" not in post.html
    assert sweep() == 0


def test_a_question_and_a_letter_hold_theirs() -> None:
    ines = cast.ines()
    pair = make.pair(mentee=ines)
    asked, written = pictures.sent(ines), pictures.sent(ines)
    topic = say.ask(actor=ines, body=pictures.shows(asked))
    letter = write(actor=ines, pair=pair, body=pictures.shows(written), submit_key=None)
    assert asked.pk in Post.objects.get(topic=topic).html
    assert written.pk in letter.html
    assert set(Use.objects.values_list("kind", flat=True)) == {"post", "letter"}


def test_an_article_takes_over_the_pictures_of_its_answer() -> None:
    room = room_of()
    picture = pictures.sent(pictures.settled(room.author))
    body = f"{room.post.body}\n\n{pictures.shows(picture)}"
    actions.edit(actor=room.author, post=room.post, body=body, base=0)
    room.post.refresh_from_db()
    article = room.draft()
    assert Use.objects.filter(kind="article", holder_id=article.pk, picture=picture).exists()
    article = room.published(room.written(article, body=f"{LONG} {pictures.shows(picture)}"))
    assert f"/pictures/{picture.pk}/480.webp" in article.html


def test_too_many_in_one_text_are_refused() -> None:
    dorrie = cast.dorrie()
    body = pictures.shows(*[pictures.sent(dorrie) for _ in range(MOST_IN_ONE + 1)])
    with pytest.raises(NotAllowed, match="more than 20 pictures"):
        say.answer(actor=dorrie, topic=make.topic(), body=body)
    assert not Use.objects.exists()


def test_a_post_without_pictures_asks_nothing_about_them(django_assert_max_num_queries: Any) -> None:
    from uploads.actions import carry

    with django_assert_max_num_queries(0):
        carry(actor=cast.dorrie, body="No picture. ![x](https://example.org/a.png)", masked=False)  # type: ignore[arg-type]


# --- the same picture once --------------------------------------------------------------------------------


def test_the_same_picture_is_kept_once() -> None:
    dorrie, tobias, topic = cast.dorrie(), cast.tobias(), make.topic()
    first, second = pictures.sent(dorrie, b"same"), pictures.sent(tobias, b"same")
    say.answer(actor=dorrie, topic=topic, body=pictures.shows(first))
    old = second.stored
    say.answer(actor=tobias, topic=topic, body=pictures.shows(second))
    assert Stored.objects.count() == 1
    assert Picture.objects.filter(stored=first.stored).count() == 2
    assert files.read(first.stored.key, "480.jpg") == b"samejpg"
    assert old.key != first.stored.key


def test_another_picture_is_another() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    for content in (b"one", b"two"):
        say.answer(actor=dorrie, topic=topic, body=pictures.shows(pictures.sent(dorrie, content)))
    assert Stored.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_picture_posted_by_two_at_once_is_kept_once() -> None:
    people = [cast.dorrie(), cast.tobias()]
    topics = [make.topic(), make.topic()]
    names = [pictures.sent(member, b"same") for member in people]
    say_it = [
        lambda who=who, where=where, what=what: say.answer(actor=who, topic=where, body=pictures.shows(what))
        for who, where, what in zip(people, topics, names, strict=True)
    ]
    at_once(say_it)
    assert Stored.objects.count() == 1
    assert Use.objects.count() == 2


# --- behind a mask ----------------------------------------------------------------------------------------


def masked_answer(actor: Any, *shown: Picture, topic: Any = None) -> Post:
    return say.answer(actor=actor, topic=topic or make.topic(), body=pictures.shows(*shown), masked=True)


def test_behind_a_mask_a_picture_has_another_name_than_it_was_sent_under() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    post = masked_answer(dorrie, picture)
    [use] = Use.objects.select_related("picture__stored")
    assert use.picture_id != picture.pk
    assert use.picture_id in post.body
    assert picture.pk not in post.body + post.html
    assert (use.picture.owner_tag, use.picture.kept_until, use.picture.stored.digest) == (None, None, None)
    assert not Picture.objects.filter(pk=picture.pk).exists()


def drafted(actor: Member, picture: Picture, context: str, *, masked: bool = True) -> None:
    drafts.keep_draft(actor=actor, context=context, body=pictures.shows(picture), masked=masked)


def test_what_a_sealed_draft_of_another_form_shows_stays_and_is_posted_from_there() -> None:
    dorrie, elsewhere = cast.dorrie(), make.topic()
    picture = pictures.sent(dorrie)
    drafted(dorrie, picture, f"topic:{elsewhere.pk}")
    masked = masked_answer(dorrie, picture)
    behind = Picture.objects.get(uses__holder_id=masked.pk)
    assert behind.pk != picture.pk
    assert (behind.owner_tag, behind.stored.digest) == (None, None)
    assert behind.stored.key != picture.stored.key
    waiting = Picture.objects.get(pk=picture.pk)
    assert rules.sight(dorrie, waiting)
    assert not rules.sight(cast.wilf(), waiting)
    words = kept_drafts.draft(dorrie, f"topic:{elsewhere.pk}")
    assert words
    assert words.body == pictures.shows(picture)
    again = say.answer(actor=dorrie, topic=elsewhere, body=words.body, masked=True)
    second = Picture.objects.get(uses__holder_id=again.pk)
    assert second.pk not in (picture.pk, behind.pk)
    assert second.stored.key != behind.stored.key
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_the_draft_that_goes_with_the_text_keeps_nothing_back() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    for context, post in (
        (f"topic:{topic.pk}", lambda body: say.answer(actor=dorrie, topic=topic, body=body, masked=True)),
        ("ask", lambda body: say.ask(actor=dorrie, body=body, masked=True)),
        (
            f"comment:{say.opening(topic).pk}",
            lambda body: say.comment(actor=dorrie, post=say.opening(topic), body=body, masked=True),
        ),
    ):
        picture = pictures.sent(dorrie)
        drafted(dorrie, picture, context)
        post(pictures.shows(picture))
        assert not Picture.objects.filter(pk=picture.pk).exists(), context
    assert Stored.objects.count() == 3


def test_nor_does_the_draft_of_a_change() -> None:
    dorrie = cast.dorrie()
    answer = masked_answer(dorrie)
    say.end_grace()
    remark = say.comment(actor=dorrie, post=answer, masked=True)
    of_post, of_comment = pictures.sent(dorrie), pictures.sent(dorrie)
    drafted(dorrie, of_post, f"edit:{answer.pk}")
    drafted(dorrie, of_comment, f"comment-edit:{remark.pk}")
    actions.edit(actor=dorrie, post=answer, body=pictures.shows(of_post), base=0)
    actions.edit_comment(actor=dorrie, comment=remark, body=pictures.shows(of_comment))
    assert not Picture.objects.filter(pk__in=(of_post.pk, of_comment.pk)).exists()
    assert Use.objects.count() == Stored.objects.count() == 2


def test_what_comes_by_mail_leaves_the_draft_and_what_it_shows() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    picture = pictures.sent(dorrie)
    drafted(dorrie, picture, f"topic:{topic.pk}")
    say.answer(actor=dorrie, topic=topic, body=pictures.shows(picture), masked=True, keeps_draft=True)
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_named_draft_shows_nothing_that_is_the_same_as_behind_the_mask() -> None:
    """It says whose it is: whoever has a dump would find two pictures with the same files."""
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    drafted(dorrie, picture, "ask", masked=False)
    masked_answer(dorrie, picture)
    assert not Picture.objects.filter(pk=picture.pk).exists()
    assert Stored.objects.count() == 1


def test_nor_does_it_where_a_sealed_draft_shows_the_same() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    picture = pictures.sent(dorrie)
    drafted(dorrie, picture, "ask", masked=False)
    drafted(dorrie, picture, f"topic:{topic.pk}")
    masked_answer(dorrie, picture)
    assert not Picture.objects.filter(pk=picture.pk).exists()
    assert Stored.objects.count() == 1


def test_nor_does_a_sealed_draft_that_becomes_a_named_one() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    doubled, other = pictures.sent(dorrie), pictures.sent(dorrie)
    both = f"{pictures.shows(doubled)} {pictures.shows(other)}"
    drafts.keep_draft(actor=dorrie, context=f"topic:{topic.pk}", body=both, masked=True)
    masked_answer(dorrie, doubled)
    drafts.keep_draft(actor=dorrie, context=f"topic:{topic.pk}", body=both, masked=True)
    assert Picture.objects.filter(pk__in=(doubled.pk, other.pk)).count() == 2
    drafts.keep_draft(actor=dorrie, context=f"topic:{topic.pk}", body=both, masked=False)
    assert [one.pk for one in Picture.objects.exclude(owner_tag=None)] == [other.pk]
    sweep()
    assert Stored.objects.count() == 2


def test_what_waits_for_its_day_is_shown_by_a_draft_of_its_change() -> None:
    """That it will be said under the name is its writer's will."""
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    row = Scheduled.objects.create(
        member=dorrie, context="ask", body=pictures.shows(picture), submit_key=uuid4(),
        at=timezone.now() + timedelta(days=2),
    )  # fmt: skip
    masked_answer(dorrie, picture)
    drafted(dorrie, picture, f"later:{row.pk}", masked=False)
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_nobody_takes_anothers_by_a_draft_of_theirs() -> None:
    dorrie, topic = cast.dorrie(), make.topic()
    picture = pictures.sent(dorrie)
    drafted(dorrie, picture, f"topic:{topic.pk}")
    masked_answer(dorrie, picture)
    drafted(cast.wilf(), picture, f"topic:{topic.pk}", masked=False)
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_sealed_draft_of_somebody_else_keeps_nothing_back() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    drafted(cast.wilf(), picture, "ask")
    masked_answer(dorrie, picture)
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_the_same_picture_under_a_name_and_a_mask_has_nothing_in_common() -> None:
    dorrie = cast.dorrie()
    say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(pictures.sent(dorrie, b"same")))
    for _ in range(2):
        masked_answer(dorrie, pictures.sent(dorrie, b"same"))
    assert Stored.objects.count() == 3
    assert Stored.objects.filter(digest=None).count() == 2


def test_a_picture_of_ones_own_post_is_copied_behind_a_mask_and_back() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(picture))
    masked = masked_answer(dorrie, picture)
    again = masked_answer(dorrie, *Picture.objects.filter(uses__holder_id=masked.pk))
    named = say.answer(
        actor=dorrie,
        topic=make.topic(),
        body=pictures.shows(*Picture.objects.filter(uses__holder_id=again.pk)),
    )
    names = list(Use.objects.values_list("picture", flat=True))
    assert len(set(names)) == 4
    assert named.pk in Use.objects.values_list("holder_id", flat=True)
    assert Stored.objects.filter(digest=None).count() == 2


def test_no_two_pictures_of_one_sender_look_alike_before_they_are_posted() -> None:
    dorrie = cast.dorrie()
    tags = {bytes(pictures.sent(dorrie).owner_tag or b"") for _ in range(3)}
    assert len(tags) == 3


def test_a_masked_text_that_is_refused_leaves_no_copy_of_its_pictures() -> None:
    dorrie = cast.dorrie()
    picture = pictures.sent(dorrie)
    say.answer(actor=dorrie, topic=make.topic(), body=pictures.shows(picture))
    closed = make.topic(closed_at=timezone.now())
    before = sorted(key for key, _names in files.all_kept())
    with pytest.raises(NotAllowed):
        say.answer(actor=dorrie, topic=closed, body=pictures.shows(picture), masked=True)
    assert sorted(key for key, _names in files.all_kept()) == before
