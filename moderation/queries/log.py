"""The log of decisions: who did what in which space, and why. It never names whoever was decided about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Space, Topic
from forum.queries import keyset
from forum.rules import readable_topics, reader, tended_spaces
from members.models import Member
from moderation import rules
from moderation.models import Decision
from writing.sentences import isolated

PAGE = 30  # lines
LATELY = 6  # lines on the desk
OF_COMMENTS = {
    Decision.Verb.HIDE: gettext_lazy("hid a comment"),
    Decision.Verb.RESTORE: gettext_lazy("restored a comment"),
    Decision.Verb.UPHOLD: gettext_lazy("looked again, and left a comment hidden"),
}


@dataclass
class Line:
    """One line; `topic` only where the reader may open it."""

    decision: Decision
    topic: Topic | None
    may_undo: bool

    @property
    def words(self) -> str:
        verb = Decision.Verb(self.decision.verb)
        if verb in (Decision.Verb.APPOINT, Decision.Verb.END_TERM) and self.decision.member:
            return _appointed(self.decision)
        if "look" in self.decision.before:
            return _("looked again, and left it as it was")
        is_comment = self.decision.comment_id is not None
        if verb == Decision.Verb.KEEP and not self.decision.is_public:
            if is_comment:
                return _("read a comment that words called for, and kept it")
            return _("read a post that words called for, and kept it")
        return str(OF_COMMENTS.get(verb, verb.label) if is_comment else verb.label)


def _appointed(decision: Decision) -> str:
    name = isolated(decision.member.shown_name) if decision.member else ""
    if decision.verb == Decision.Verb.APPOINT:
        return _("appointed %(name)s as moderator") % {"name": name}
    return _("ended the term of %(name)s") % {"name": name}


def public_log(viewer: Member | None, *, at: str = "") -> tuple[list[Line], keyset.Page[Decision]]:
    """The lines of a page of the log, the newest first, and the page itself."""
    rows = _readable(viewer, Decision.objects.filter(is_public=True))
    page = keyset.page(_with_related(rows), by="at", at=at, size=PAGE)
    return _lines(viewer, page.rows), page


def lately(viewer: Member) -> list[Line]:
    """The newest lines of the spaces that the viewer tends; private ones for admins alone."""
    rows = (
        Decision.objects.all()
        if viewer.is_staff
        else Decision.objects.filter(is_public=True, space_id__in=tended_spaces(viewer))
    )
    return _lines(viewer, list(_with_related(rows.order_by("-at", "-id"))[:LATELY]))


def _with_related(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("moderator", "space", "post__topic", "member")


def _readable(viewer: Member | None, rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """A space that the reader may not know of has no line."""
    viewer = reader(viewer)
    open_to = [Space.Visibility.PUBLIC]
    if viewer is not None:
        open_to.append(Space.Visibility.MEMBERS)
        if rules.tends_anything(viewer):
            open_to.append(Space.Visibility.MODERATORS)
    return rows.filter(Q(space=None) | Q(space__visibility__in=open_to))


def _lines(viewer: Member | None, rows: list[Decision]) -> list[Line]:
    viewer = reader(viewer)
    tended = tended_spaces(viewer) if viewer else frozenset()
    wanted = {row.post.topic_id for row in rows if row.post}
    topics = readable_topics(viewer).in_bulk(wanted)
    return [
        Line(row, topics.get(row.post.topic_id) if row.post else None, _may_undo(viewer, tended, row)) for row in rows
    ]


def _may_undo(viewer: Member | None, tended: frozenset[int], row: Decision) -> bool:
    """Whether the page offers it; who wrote what it is about is asked when they do it."""
    if viewer is None or not rules.is_undoable(row):
        return False
    return viewer.is_staff or (row.space_id in tended and row.verb not in rules.OF_TERMS)
