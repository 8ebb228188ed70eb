"""Opening a topic, changing what it is about, and taking one's own mask off in it."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from activity.record import record
from forum import rules, words
from forum.actions import admission, drafts, wording
from forum.actions.common import already_submitted, author_and_time, locked_topic, touch, visible_from_for
from forum.actions.hearing import follow_by_itself
from forum.actions.tags import set_again, set_tags, tags_of
from forum.models import Comment, HelpedMark, Post, Revision, Space, Status, Topic
from forum.queries import people
from masks.actions import mute
from members.models import Goal, Member
from members.rules import NotAllowed
from uploads import actions as pictures


@transaction.atomic
def ask(
    *,
    actor: Member,
    space: Space,
    kind: str,
    title: str,
    body: str,
    audience: str,
    tags: list[str],
    masked: bool,
    submit_key: UUID | None,
    letter_for: Goal | None = None,
    lang: str = "",
    keeps_draft: bool = False,
) -> Topic:
    """Opens a topic: a question, a discussion or a story. The same `submit_key` again gives the same topic. What was
    begun on its page goes with it, unless the topic came from elsewhere (`keeps_draft`).

    Behind a mask nothing ties the topic to the member: no follow, no goal, and it waits two minutes unseen.
    Raises NotAllowed.
    """
    if (made := already_submitted(Post, actor=actor, submit_key=submit_key)) is not None:
        return made.topic
    rules.may_ask(actor, space)
    title, body = (wording.said_otherwise(text, space.pk) for text in (title, body))
    title, body, tagged = words.title(title), words.body(body), words.tags(tags)
    form = "" if keeps_draft else f"letter:{letter_for.pk}" if letter_for else "ask"
    carried = pictures.carry(actor=actor, body=body, masked=masked, form=form)
    admission.topics_within(actor, masked=masked)
    topic_id = _next_id()
    written = author_and_time(actor=actor, topic_id=topic_id, space_id=space.pk, masked=masked)
    rendered = words.rendered(carried.body, people.known, carried.shapes)
    topic = Topic.objects.create(
        id=topic_id,
        space=space,
        kind=Topic.Kind(kind),
        audience=Topic.Audience(audience),
        title=title,
        slug=words.slug(title),
        status=Status.WAITING,
        next_position=1,
        bumped_at=written["created_at"],
        excerpt=words.excerpt(rendered["html"]),
        letter_for=None if masked else letter_for,
        lang=lang,
        **written,
    )
    post = Post.objects.create(
        topic=topic,
        position=0,
        body=carried.body,
        submit_key=submit_key,
        status=Status.WAITING,
        visible_from=visible_from_for(masked=masked),
        **rendered,
        **written,
    )
    carried.hold("post", post.pk)
    set_tags(topic, tagged)
    follow_by_itself(member_id=topic.member_id, topic=topic)
    if form:
        drafts.discard(actor=actor, context=form)
    admission.admit_or_hold(post)
    return topic


def _next_id() -> int:
    """The number of the next topic: its mask needs it before the row can name the mask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('forum_topic', 'id'))")
        return int(cursor.fetchone()[0])


@transaction.atomic
def retag(*, actor: Member, topic: Topic, tags: list[str]) -> Topic:
    """Changes the tags: the asker's right, and that of whoever tends the space."""
    topic = locked_topic(topic.pk)
    rules.may_retag(actor, topic)
    set_tags(topic, words.tags(tags))
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    return topic


@transaction.atomic
def move(*, actor: Member, topic: Topic, space: Space) -> Topic:
    """Moves a topic to another space; whoever tends both may. What was said among members stays among members."""
    topic = locked_topic(topic.pk)
    rules.may_move(actor, topic, space)
    if topic.space.visibility != Space.Visibility.PUBLIC:
        topic.audience = Topic.Audience.MEMBERS
    Topic.objects.filter(pk=topic.pk).update(space=space, audience=topic.audience, version=F("version") + 1)
    topic.space = space
    record(verb="topic.moved", actor=actor, target=topic, space_id=space.pk)
    return topic


@transaction.atomic
def put_tags_back(*, actor: Member, topic: Topic, before: list[int], after: list[int]) -> None:
    """Undoes a change of tags. Raises NotAllowed where they were changed again."""
    topic = locked_topic(topic.pk)
    rules.may_retag(actor, topic)
    if set(tags_of(topic)) != set(after):
        raise NotAllowed(_("The tags have been changed again since, so they cannot be as before."))
    set_again(topic, before)
    touch(topic.pk)


@transaction.atomic
def move_back(*, actor: Member, topic: Topic, space: Space, audience: str, version: int) -> None:
    """Undoes a move: the topic has the space and the audience it had. `version` is what it was after the move.

    Raises NotAllowed where that would show to everybody what was written among members meanwhile.
    """
    topic = locked_topic(topic.pk)
    rules.may_move(actor, topic, space)
    among_members = topic.audience == Topic.Audience.MEMBERS or topic.space.visibility != Space.Visibility.PUBLIC
    shows_more = audience == Topic.Audience.EVERYONE and space.visibility == Space.Visibility.PUBLIC
    if among_members and shows_more and topic.version != version:
        raise NotAllowed(_("People have written here since, among members. Move it anew: then it stays among them."))
    Topic.objects.filter(pk=topic.pk).update(space=space, audience=audience, version=F("version") + 1)
    topic.space = space
    record(verb="topic.moved", actor=actor, target=topic, space_id=space.pk)


@transaction.atomic
def take_mask_off(*, actor: Member, topic: Topic) -> None:
    """Puts the member's name on all that their mask wrote in this topic.

    Irreversible: whoever has read the page knows. The mask stays theirs, so that what was told to it still reaches
    them, and it is muted: it would hide nobody any more. Raises NotAllowed for whoever wears none.
    """
    topic = locked_topic(topic.pk)
    rules.may_take_mask_off(actor, topic)
    mask = rules.worn(actor, topic)
    assert mask is not None  # the rule has said so
    for kind in (Topic, Post, Comment, Revision, HelpedMark):
        kind._default_manager.filter(mask=mask).update(mask=None, member=actor)
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    mute(mask=mask)
    follow_by_itself(member_id=actor.pk, topic=topic)
    record(verb="mask.taken_off", actor=actor, target=topic, space_id=topic.space_id, data={"mask": str(mask.pk)})
