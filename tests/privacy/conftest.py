"""Who left a community with a copy of what is theirs, and where they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from blog.models import Article, ArticleInvitation
from forum.actions import drafts
from forum.actions.posts import answer, edit
from forum.models import Scheduled
from members.actions import goals
from members.models import Member
from mentorship.actions import pairs
from tests import cast, make
from tests.privacy.carrying import write


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def there(settings: Any) -> Member:
    """Somebody who lived in a community: they asked, answered, wrote letters, were thanked, and reached a goal."""
    settings.SITE_URL = "https://there.example.org"
    make.community()
    return cast.ines(
        introduction="I keep bees.", bio="*Debt* since 2019.", can_help_with=["letters to banks"], location="Leeds"
    )


@pytest.fixture
def newcomer() -> Member:
    return make.member(handle="ines_here", name="Ines Here")


@pytest.fixture
def lived(there: Member) -> Member:
    me, dorrie = there, cast.dorrie()
    write(me)
    other = make.topic(by=dorrie, title="How do I begin again?")
    first = answer(actor=me, topic=other, body="With little.", masked=False, submit_key=None)
    edit(actor=me, post=first, body="With the smallest thing.", base=0)
    make.comment(post=make.answer(topic=other, by=dorrie), by=me, body="That helped me as well.")
    walk = make.pair(mentee=me, mentor=make.mentor(member=dorrie))
    pairs.write(actor=me, pair=walk, body="Dear Dorrie", submit_key=None)
    pairs.write(actor=dorrie, pair=walk, body="Dear Ines", submit_key=None)
    invited = ArticleInvitation.objects.create(post=first, member=me, invited_by=dorrie, reason="It helps.")
    Article.objects.create(
        invitation=invited, member=me, title="A year without cards", body="It **began**.", slug="a-year", post=first
    )
    drafts.keep_draft(actor=me, context="topic:7", body="Not yet said.")
    Scheduled.objects.create(
        member=me, context="ask", title="Later?", body="Said later.", at=timezone.now(), submit_key=uuid4()
    )
    path = make.journey(title="Sleeping again")
    reached = make.goal(member=me, journey=path, words="First card gone.", milestones=("Made the call",))
    goals.reach(member=me, goal=reached)
    open_goal = make.goal(member=me, journey=path, words="All cards gone.", milestones=("Opened the letters", "Paid"))
    open_goal.milestones.filter(position=0).update(reached_at=timezone.now(), note="It took a day.")
    make.thanks(post=first, by=dorrie, note="Thank you.")
    return me
