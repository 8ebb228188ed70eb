"""Who may do what in the forum. Each rule passes, or raises `NotAllowed` with a sentence for the person.

A viewer is a member or None; an account that may not come in yet counts as None. Whoever may not know that a
topic exists gets `Topic.DoesNotExist`, which a view turns into 404.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import DateTimeField, Func, QuerySet
from django.utils.translation import gettext as _

from forum.models import (
    Appointment,
    Comment,
    Post,
    Rework,
    Row,
    Silence,
    Space,
    Status,
    Tag,
    Topic,
    TopicQuerySet,
    post_of,
)
from masks import sealed
from masks.models import Authored, Mask
from members.models import Member
from members.queries import second_lock
from members.rules import NotAllowed, may_write
from web.prepared import Prepared
from writing import dates, ready_words

MOST_TAGS = 4  # more of them no longer say what a topic is about
SHORTEST_TITLE = 8  # letters, a sign of Chinese or Japanese says two: "Help" tells nobody whether they can
MOST_REWORKS = 3  # of one thing that is hidden: each is read by a moderator, whose evenings are short
LONGEST_BODY = 32_000  # characters; the slowest Markdown of that length renders in 0.6 s


def reader(viewer: Member | AnonymousUser | None) -> Member | None:
    """The viewer as a member who may come in, else None: a visitor."""
    if viewer is None or isinstance(viewer, AnonymousUser) or not viewer.is_authenticated:
        return None
    if not viewer.is_active or viewer.approved_at is None:
        return None
    # The member itself: Django wraps who asks, and the wrapper takes its time with each attribute.
    member: Member = getattr(viewer, "_wrapped", viewer)
    return member


NOW: Any = Func(function="statement_timestamp", output_field=DateTimeField())  # of the database, each time it is asked
APPOINTED = Prepared(lambda member: Appointment.objects.in_force(NOW).filter(member=member).only("space", "starts_at"))


def tended_spaces(member: Member) -> frozenset[int]:
    """The ids of the spaces this member tends now: one query, kept on the member object."""
    kept: frozenset[int] | None = getattr(member, "_tended_spaces", None)
    if kept is None and member.pk == 0:  # nobody, for whom a page of many is made (web/pagecache/shared_page.py)
        return frozenset()
    if kept is None:
        kept = note_tended(member, [(term.space_id, term.starts_at) for term in APPOINTED(member=member.pk)])
    return kept


def note_tended(member: Member, terms: Collection[tuple[int, datetime]]) -> frozenset[int]:
    """Keeps on the member which spaces they tend, of each with the beginning of the term: somebody has asked already.
    None of them where a second lock is missing.
    """
    is_kept_out = bool(terms) and second_lock.is_kept_out(member, min(since for _space, since in terms))
    kept = frozenset() if is_kept_out else frozenset(space for space, _since in terms)
    # For this request alone, as `second_lock` is; not declared there, since members know nothing of spaces.
    member._tended_spaces = kept  # type: ignore[attr-defined]
    return kept


def tends(member: Member | None, space: Space) -> bool:
    """Does this member tend the space? Admins tend all of them."""
    return member is not None and (member.is_staff or space.pk in tended_spaces(member))


def may_enter(viewer: Member | None, space: Space) -> bool:
    """May they know that the space exists and what is marked for its readers?"""
    viewer = reader(viewer)
    if space.visibility == Space.Visibility.PUBLIC:
        return True
    if viewer is None:
        return False
    if space.visibility == Space.Visibility.MEMBERS:
        return True
    return viewer.is_staff or bool(tended_spaces(viewer))


def is_author(viewer: Member | None, row: Authored) -> bool:
    """Did this member write the row, under their name or the mask they wear there?"""
    if viewer is None:
        return False
    if row.mask_id is not None:
        return sealed.owns(viewer, row.mask_id)
    return row.member_id == viewer.pk


def may_read_row(viewer: Member | None, row: Topic | Row, space: Space) -> bool:
    """May this row of a topic that they may read be shown to them?"""
    if row.status == Status.VISIBLE:
        return True
    viewer = reader(viewer)
    if row.status in (Status.HELD, Status.HIDDEN) and tends(viewer, space):
        return True
    return is_author(viewer, row)


def may_read(viewer: Member | AnonymousUser | None, topic: Topic) -> bool:
    """May they read this topic at all?"""
    known = reader(viewer)
    if topic.status == Status.MERGED or not may_enter(known, topic.space):
        return False
    if known is None and topic.audience != Topic.Audience.EVERYONE:
        return False
    return may_read_row(known, topic, topic.space)


def readable_topics(viewer: Member | AnonymousUser | None) -> TopicQuerySet:
    """The topics that they may read in lists; the one place that says so beside `may_read` of one topic."""
    known = reader(viewer)
    return Topic.objects.visible_to(known, tended=tended_spaces(known) if known is not None else frozenset())


def has_card(topic: Topic) -> bool:
    """May other places show its title and first words to whoever is given the address? Of a mask they show nothing."""
    return is_indexed(topic) and topic.status == Status.VISIBLE and not topic.is_masked


def is_indexed(topic: Topic) -> bool:
    """May search engines keep the page?"""
    everyone = topic.audience == Topic.Audience.EVERYONE
    return everyone and topic.space.visibility == Space.Visibility.PUBLIC and not topic.space.is_sensitive


def load_topic(viewer: Member | AnonymousUser | None, id: int, *, topics: QuerySet[Topic] | None = None) -> Topic:
    """The topic with its space and author. Raises Topic.DoesNotExist for whoever may not read it.

    `topics`, where given, are the rows to look among, with whatever else is to be fetched of them.
    """
    if topics is None:
        topics = Topic.objects.select_related("space", "member", "mask")
    topic = topics.get(pk=id)
    if not may_read(viewer, topic):
        raise Topic.DoesNotExist
    return topic


def load_post(viewer: Member | AnonymousUser | None, id: int) -> Post:
    """The post with its topic. Raises Post.DoesNotExist for whoever may not read it."""
    related = ("topic__space", "topic__member", "topic__mask", "member", "mask")
    post = Post.objects.select_related(*related).get(pk=id)
    topic = post.topic
    if not may_read(viewer, topic) or not may_read_row(reader(viewer), post, topic.space):
        raise Post.DoesNotExist
    return post


def load_comment(viewer: Member | AnonymousUser | None, id: int) -> Comment:
    """The comment with its post and topic. Raises Comment.DoesNotExist for whoever may not read it."""
    related = ("post__topic__space", "post__topic__member", "post__topic__mask", "member", "mask")
    comment = Comment.objects.select_related(*related).get(pk=id)
    topic = comment.post.topic
    known = reader(viewer)
    readable = may_read(viewer, topic) and may_read_row(known, comment.post, topic.space)
    if not readable or not may_read_row(known, comment, topic.space):
        raise Comment.DoesNotExist
    return comment


def worn(member: Member | None, topic: Topic) -> Mask | None:
    """The mask that this member wears in the topic, if they wear one."""
    return sealed.worn(member=member, topic_id=topic.pk) if member is not None else None


def speaks_masked(member: Member, topic: Topic) -> bool:
    """Do they wear a mask here that hides them? One that they took off is muted and stands beside nothing."""
    mask = worn(member, topic)
    if mask is None or not mask.muted:
        return mask is not None
    posts = Post.objects.filter(topic=topic, mask=mask)
    return posts.exists() or Comment.objects.filter(post__topic=topic, mask=mask).exists()


# --- writing ------------------------------------------------------------------------------------------------


def may_ask(member: Member, space: Space) -> None:
    """May they open a topic in this space?"""
    may_write(member)
    may_write_in(member, space)


def may_write_in(member: Member, space: Space) -> None:
    """Is the space open to them, and open at all?"""
    if not may_enter(member, space):
        raise NotAllowed(_("This space is not open to you."))
    if space.archived_at is not None:
        raise NotAllowed(_("This space is closed. It can be read, and nothing new can be written in it."))
    not_silenced(member, space)


def not_silenced(member: Member, space: Space) -> None:
    """Passes where nobody asked them to be silent: neither here nor in all spaces, under whichever name they write."""
    row = Silence.objects.holding(member, space).order_by("-until").first()
    if row is not None:
        raise NotAllowed(
            _("You can read here, and not write until %(until)s. The reason given: %(reason)s")
            % {"until": dates.moment_utc(row.until), "reason": ready_words.said(row.reason)}
        )


def may_post(member: Member, topic: Topic) -> None:
    """May they answer or comment here? Whether a mask may is asked when it is put on."""
    may_write(member)
    may_write_in(member, topic.space)
    if not may_read(member, topic) or topic.status != Status.VISIBLE:
        raise NotAllowed(_("This topic cannot be answered now."))
    if topic.closed_at is not None:
        raise NotAllowed(_("This topic is closed. It can be read, and nothing new can be written in it."))


def may_comment(member: Member, post: Post) -> None:
    may_post(member, post.topic)
    if post.status != Status.VISIBLE:
        raise NotAllowed(_("Nobody can reply to this now."))


def may_edit(member: Member, row: Row) -> None:
    """Only the author edits; what a moderator has hidden a few times, since a moderator reads each."""
    may_write(member)
    if not is_author(member, row):
        raise NotAllowed(_("Only the person who wrote this can change it."))
    if row.status == Status.HIDDEN:
        _may_rework(row)
    if row.status == Status.DELETED:
        raise NotAllowed(_("You took this back. Put it back first, then change it."))
    not_silenced(member, post_of(row).topic.space)


def _may_rework(row: Row) -> None:
    """Whatever waits for a moderator already may be changed until it is read."""
    reworks = Rework.objects.filter(**{str(row._meta.model_name): row})
    if reworks.filter(is_open=False).count() >= MOST_REWORKS and not reworks.filter(is_open=True).exists():
        raise NotAllowed(_("You changed this several times while it was hidden, and each was read. It stays as it is."))


def may_delete(member: Member, row: Row) -> None:
    """The author takes back what they wrote, unless a moderator has it or others have built upon it."""
    if not is_author(member, row):
        raise NotAllowed(_("Only the person who wrote this can take it back."))
    if row.status == Status.HIDDEN or (row.status == Status.HELD and row.visible_from is None):
        raise NotAllowed(_("A moderator is looking at this, so it cannot be taken back now."))
    if row.status == Status.DELETED:
        raise NotAllowed(_("You have taken this back already."))
    if isinstance(row, Post) and row.is_opening and others_answered(row.topic):
        raise NotAllowed(
            _(
                "People have answered you here, and their words would go with yours. You can change what you "
                "wrote, or ask a moderator to hide it."
            )
        )


def others_answered(topic: Topic) -> bool:
    """Has somebody else's answer been read here?"""
    answers = topic.posts.filter(position__gt=0, status=Status.VISIBLE)
    return answers.exclude(member_id=topic.member_id, mask_id=topic.mask_id).exists()  # type: ignore[misc]


def may_restore(member: Member, row: Row) -> None:
    may_write(member)
    if not is_author(member, row):
        raise NotAllowed(_("Only the person who wrote this can put it back."))
    if row.status != Status.DELETED:
        raise NotAllowed(_("This is not taken back."))
    if row.visible_from is not None:
        raise NotAllowed(_("This was taken back before it was posted. Your words are in your drafts."))


def may_mark_helped(member: Member, post: Post) -> None:
    """The asker says which answers helped, never about an answer of their own."""
    may_write(member)
    topic = post.topic
    if not is_author(member, topic):
        raise NotAllowed(_("Only the person who asked can say that an answer helped."))
    if not topic.is_question or post.is_opening:
        raise NotAllowed(_("Only an answer to a question can carry this mark."))
    if post.status != Status.VISIBLE:
        raise NotAllowed(_("This answer is not there to be read now."))
    if sealed.same_person(member, post):
        raise NotAllowed(_("This is your own answer. The mark is for what somebody else did for you."))


def may_unmark_helped(member: Member, post: Post) -> None:
    if not is_author(member, post.topic):
        raise NotAllowed(_("Only the person who asked can take this mark back."))


def may_retag(member: Member, topic: Topic) -> None:
    may_write(member)
    if not (is_author(member, topic) or tends(member, topic.space)):
        raise NotAllowed(_("Only the person who asked, or whoever tends this space, can change the tags."))


def may_follow(member: Member, topic: Topic) -> None:
    """No follow under the member's name where they wear a mask: replies to the mask reach them anyway."""
    if not may_read(member, topic):
        raise NotAllowed(_("This topic is not open to you."))
    if speaks_masked(member, topic):
        raise NotAllowed(
            _(
                "You write here without your name, so nothing is kept under your name here. You are told of "
                "replies all the same."
            )
        )


def may_hear_of(member: Member, about: Space | Tag) -> bool:
    """May they know of it at all? A tag is known by a topic that they may read: its name alone can say too much."""
    if isinstance(about, Space):
        return may_enter(member, about)
    return readable_topics(member).filter(topictag__tag=about).exists()


def may_choose_level(member: Member, about: Topic | Tag | Space) -> None:
    """A choice about a tag or a space says nothing of one topic, so whoever wears a mask in one may make it."""
    if isinstance(about, Topic):
        may_follow(member, about)
    elif not may_hear_of(member, about):
        raise NotAllowed(_("This is not open to you."))


def may_tend(member: Member, space: Space) -> None:
    if not tends(member, space):
        raise NotAllowed(_("Only whoever tends this space can do this."))


def may_move(member: Member, topic: Topic, space: Space) -> None:
    """Whoever tends both spaces may move a topic from one to the other."""
    if not (tends(member, topic.space) and tends(member, space)):
        raise NotAllowed(_("Only whoever tends both spaces can move this."))


def may_close(member: Member, topic: Topic) -> None:
    may_tend(member, topic.space)
    if topic.closed_at is not None:
        raise NotAllowed(_("This topic is closed already."))


def may_reopen(member: Member, topic: Topic) -> None:
    may_tend(member, topic.space)
    if topic.closed_at is None:
        raise NotAllowed(_("This topic is open."))


def may_take_mask_off(member: Member, topic: Topic) -> None:
    may_write(member)
    if not speaks_masked(member, topic):
        raise NotAllowed(_("You wear no other name in this topic."))


def is_shown(viewer: Member | None, row: Row, *, tends: bool, mask: Mask | None) -> bool:
    """May this row of a readable topic be shown? `mask` is the one the viewer wears there. Asks no database."""
    if row.status == Status.VISIBLE:
        return True
    if tends and row.status in (Status.HELD, Status.HIDDEN):
        return True
    return is_own(viewer, row, mask)


def is_own(viewer: Member | None, row: Authored, mask: Mask | None) -> bool:
    """As `is_author`, for a row of a topic in which the viewer's mask is known already."""
    if viewer is None:
        return False
    if row.mask_id is not None:
        return mask is not None and row.mask_id == mask.pk
    return row.member_id == viewer.pk
