"""What a new post or comment passes on its way in: how much one person may write, and whether a person reads it first."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from activity.record import record
from forum import holds, limits
from forum.actions import asking_services, wording
from forum.actions.appearance import set_status, show_when_due
from forum.actions.tending import release
from forum.models import Comment, Post, Row, Status, Topic, post_of
from forum.queries import places, same_words
from forum.queries.standing import standing_of
from members.models import Member
from members.queries import community, languages


def _check(limit: limits.Limit, *, actor: Member, rows: type[models.Model], masked: bool) -> None:
    """Passes while the member has written less than the limit: named rows are counted, masked ones sealed."""
    if masked:
        limits.check_masked(limit, member=actor)
    else:
        limits.check_rows(limit, member=actor, rows=rows._default_manager.filter(member=actor))


def topics_within(actor: Member, *, masked: bool) -> None:
    _check(limits.topics(actor), actor=actor, rows=Topic, masked=masked)


def posts_within(actor: Member, *, masked: bool) -> None:
    _check(limits.posts(actor), actor=actor, rows=Post, masked=masked)


def comments_within(actor: Member, *, masked: bool) -> None:
    _check(limits.comments(actor), actor=actor, rows=Comment, masked=masked)


def admit_or_hold(row: Row) -> None:
    """Shows a locked new row now or after its grace, or holds it for a person to read first."""
    if reasons := reasons_to_hold(row):
        _hold(row, reasons)
    else:
        show_when_due(row)
        asking_services.ask_about(row)


def hold_if_needed(row: Row, *, was: str) -> None:
    """Holds a locked row when an edit has put into it what would have been held at first, or a link to it late; lets one
    that is held through when an edit has taken out all that held it. `was`: the HTML before.
    """
    reasons = reasons_to_hold(row, was=was)
    if row.status in (Status.VISIBLE, Status.WAITING) and reasons:
        _hold(row, reasons)
    elif row.status == Status.HELD and not reasons:
        release(row=row)
    elif not reasons:
        asking_services.ask_about(row)


def _hold(row: Row, reasons: list[str]) -> None:
    set_status(row, Status.HELD)
    topic = post_of(row).topic
    record(
        verb="post.held",
        actor=row,
        target=row,
        space_id=topic.space_id,
        data={"reasons": reasons, "topic": topic.pk},
    )


def reasons_to_hold(row: Row, *, was: str | None = None) -> list[str]:
    """In the community's language: moderators read them, and the writer's own would say who reads so behind a mask."""
    with override(languages.of_community()):
        return _reasons(row, was)


def _reasons(row: Row, was: str | None) -> list[str]:
    now, author = timezone.now(), standing_of(row)
    linked = holds.places_linked(row.html) if author.is_new(now) else set()
    reasons = holds.reasons_to_hold(
        html=row.html,
        author=author,
        now=now,
        blocked_words=community().blocked_words,
        title=row.topic.title if isinstance(row, Post) and row.is_opening else "",
        # What waits for a person is not let through by a second edit that leaves the link as it is.
        changed=holds.Changed("" if row.status == Status.HELD else was, row.created_at) if was is not None else None,
        # More than a few are not asked about. Behind a mask nobody is left out: who wears it is not for us to know.
        known_places=places.known(linked, but_for=row.member_id) if len(linked) <= holds.MOST_PLACES else (),
    )
    if author.is_new(now) and same_words.times_posted(row):
        reasons.append(_("Nearly the same words were posted here before, by somebody else."))
    return reasons + wording.reasons_to_hold(row)
