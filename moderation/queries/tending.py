"""The moderators' line inside a topic's posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import Article, ArticleInvitation
from blog.rules import WORTH_INVITING, standing_invitations
from forum.models import Post, Status
from forum.rules import reader, tends
from masks import sealed
from members.models import Member


@dataclass
class Tending:
    """What a moderator sees under one post."""

    post: Post
    reports: int
    thankers: int
    invited: bool  # an invitation stands, or there is an article
    own: bool

    @property
    def may_invite(self) -> bool:
        """Is there a reason to suggest it?"""
        return self.could_invite and self.is_worth_it

    @property
    def could_invite(self) -> bool:
        return not (self.invited or self.own or self.post.is_opening) and self.post.status == Status.VISIBLE

    @property
    def is_worth_it(self) -> bool:
        return self.marked or self.thankers >= WORTH_INVITING

    @property
    def marked(self) -> bool:
        """Did a named asker say that this named answer helped? What is said by or to a mask suggests nothing."""
        return self.post.helped and not self.post.is_masked and not self.post.topic.is_masked

    @property
    def line(self) -> str:
        """A sentence about the post, or "" where there is nothing to say."""
        said = []
        if self.reports:
            said.append(
                ngettext(
                    "One person says that something is wrong here.",
                    "%(n)d people say that something is wrong here.",
                    self.reports,
                )
                % {"n": self.reports}
            )
        if self.may_invite and self.thankers:
            said.append(
                ngettext("One person said why this helped.", "%(n)d people said why this helped.", self.thankers)
                % {"n": self.thankers}
            )
        elif self.may_invite:
            said.append(_("The asker says that this helped."))
        return " ".join(said)


def tending_for(posts: Sequence[Post], viewer: Member | AnonymousUser | None) -> dict[int, Tending]:
    """For each post's number its line, where the viewer tends the space; else {}. One query; posts of one topic."""
    known = reader(viewer)
    if not posts or known is None or not tends(known, posts[0].topic.space):
        return {}
    facts = (
        Post.objects.filter(pk__in=[post.pk for post in posts])
        .annotate(
            reports_open=Count("reports", filter=Q(reports__decision=None), distinct=True),
            thankers=Count("thanks__giver_tag", distinct=True, filter=Q(member__isnull=False, thanks__mask=None)),
            invited=Exists(standing_invitations(ArticleInvitation.objects.filter(post=OuterRef("pk")))),
            written_up=Exists(Article.objects.filter(post=OuterRef("pk")).exclude(state=Article.State.WITHDRAWN)),
        )
        .values("pk", "reports_open", "thankers", "invited", "written_up")
    )
    found = {fact["pk"]: fact for fact in facts}
    mine: set[UUID] = set(sealed.mine(known)) if any(post.is_masked for post in posts) else set()
    return {post.pk: _line(post, found[post.pk], known, mine) for post in posts if post.pk in found}


def _line(post: Post, fact: Mapping[str, Any], viewer: Member, mine: Collection[UUID]) -> Tending:
    return Tending(
        post=post,
        reports=fact["reports_open"],
        thankers=fact["thankers"],
        invited=bool(fact["invited"] or fact["written_up"]),
        own=post.member_id == viewer.pk or post.mask_id in mine,
    )
