"""Somebody with rows in every table, each holding a string that is found again wherever it is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from activity.models import Event
from blog.actions import drafts as articles
from blog.actions import invitations
from forum.actions import drafts
from forum.actions.posts import answer, edit
from forum.actions.topics import ask
from forum.models import Follow, MutedMask
from importers.models import Imported
from members.actions.handles import change_handle
from members.actions.pages import describe
from members.models import Hello, Invitation, Member
from mentorship.actions import pairs
from mentorship.models import Wish, Worry
from moderation.actions import reports
from moderation.actions.decisions import decide
from moderation.models import Decision
from notices.models import Choice, DeadAddress, Device, Digest, Message, Notice
from nudges.models import Allowance, Offer
from privacy.actions import erasures
from privacy.models import Brought, BroughtPicture, Erasure
from recognition.models import Help
from tests import cast, make
from tests.blog.room import LONG

CANARY = "zqcanary"
ADDRESS, BROWSER = "203.0.113.77", f"{CANARY}-browser"


class World:
    """`erased` did one of everything; `dorrie` and `ines` wrote beside them and about them."""

    def __init__(self) -> None:
        make.community()
        self.space = make.space(title="Cards", slug="cards")
        self.ines, self.dorrie, self.admin = cast.ines(), cast.dorrie(), cast.nasreen()
        self.erased = self._somebody()
        self._writes()
        self._others_write()
        self._walks()
        self._tends()
        self._is_told()
        self.erased = Member.objects.get(pk=self.erased.pk)

    def _somebody(self) -> Member:
        old = make.member(handle=f"{CANARY}-old", name=f"Zora {CANARY}name", email=f"{CANARY}@example.org")
        old = describe(
            member=old,
            name=f"Zora {CANARY}name",
            introduction=f"{CANARY}-intro",
            bio=f"{CANARY}-bio",
            location=f"{CANARY}-town",
            time_zone="UTC",
            can_help_with=[f"{CANARY}-help"],
            rather_not=[f"{CANARY}-not"],
        )
        member = change_handle(member=old, handle=f"{CANARY}-new")
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        Authenticator.objects.create(user=member, type="totp", data={"secret": CANARY})
        session = SessionStore()
        session["said"] = CANARY
        session.save()
        UserSession.objects.create(user=member, ip=ADDRESS, user_agent=BROWSER, session_key=session.session_key)
        Imported.objects.create(source="x", kind="member", foreign_id=1, object_id=member.pk)
        return member

    def _writes(self) -> None:
        me = self.erased
        said: dict[str, Any] = {"space": self.space, "audience": "members", "masked": False, "submit_key": None}
        self.topic = ask(
            actor=me, kind="question", title=f"{CANARY} title of mine", body=f"{CANARY}-asked", tags=[], **said
        )
        self.lonely = ask(
            actor=me, kind="question", title=f"{CANARY} lonely title", body=f"{CANARY}-lonely", tags=[], **said
        )
        self.reply = make.answer(topic=self.topic, by=self.dorrie, body="Dorrie’s reply stays.")
        other = make.topic(by=self.ines, space=self.space)
        self.answer = answer(actor=me, topic=other, body=f"{CANARY}-first", masked=False, submit_key=None)
        self.answer = edit(actor=me, post=self.answer, body=f"{CANARY}-second", base=0)
        make.comment(post=self.answer, by=self.ines, body="Ines’ remark stays.")
        self.comment = make.comment(post=self.reply, by=me, body=f"{CANARY}-remark")
        make.helped_mark(post=self.answer)
        make.thanks(post=self.reply, by=me, note=f"{CANARY}-note")
        make.thanks(post=self.answer, by=self.ines, note="Ines’ thanks stay.")
        Help.objects.create(kind="greeting", helper=me, helped=self.ines)
        drafts.keep_draft(actor=me, context="ask", title=CANARY, body=f"{CANARY}-draft")
        Brought.objects.create(
            member=me, kind="topic", title=CANARY, body=CANARY, site="x", source="y", written_at=timezone.now()
        )
        BroughtPicture.objects.create(member=me, name="x", content=CANARY.encode())
        drafts.keep_draft(actor=me, context="topic:7", body=f"{CANARY}-sealed", masked=True)
        self.mask = make.mask(of=me, topic=other)
        self.masked = make.answer(topic=other, mask=self.mask, body="Masked words.")
        make.thanks(post=make.answer(topic=self.topic), by=me, mask=make.mask(of=me, topic=self.topic))
        long = make.answer(topic=other, by=me, body=f"{CANARY} {LONG}")
        invitation = invitations.invite(moderator=self.admin, post=long, reason="It helps.")
        self.article = invitations.accept(actor=me, invitation=invitation, byline="other", byline_words=f"{CANARY}-by")
        articles.propose(moderator=self.admin, article=self.article, revision=1)

    def _others_write(self) -> None:
        name, handles = self.erased.display_name, (self.erased.handle, f"{CANARY}-old")
        said = f"> {name} wrote:\n>\n> Words.\n\nAsk @{handles[0]} and @{handles[1]}, or [here](/@{handles[0]}/)."
        self.quoting = answer(actor=self.dorrie, topic=self.topic, body=said, masked=False, submit_key=None)
        self.quoting = edit(actor=self.dorrie, post=self.quoting, body=f"{said} More.", base=0)
        make.comment(post=self.reply, by=self.ines, body=f"Thank you @{handles[0]}.")
        drafts.keep_draft(actor=self.dorrie, context="topic:9", body=f"@{handles[0]} says")
        Hello.objects.create(newcomer=self.dorrie, author=self.ines, words=f"Meet @{handles[0]}.")
        Member.objects.filter(pk=self.ines.pk).update(
            bio=f"Walks with @{handles[0]}.", bio_html=f"Walks with @{handles[0]}."
        )

    def _walks(self) -> None:
        me = self.erased
        goal = make.goal(member=me, words=f"{CANARY}-goal", milestones=(f"{CANARY}-step",))
        Wish.objects.create(member=me, goal=goal, journey=goal.journey, words=f"{CANARY}-wish")
        self.pair = make.pair(mentee=me, mentor=make.mentor(member=cast.tobias()))
        pairs.write(actor=me, pair=self.pair, body=f"{CANARY}-letter", submit_key=None)
        Worry.objects.create(mentorship=self.pair, by=me, words=f"{CANARY}-worry")
        mine = make.mentor(member=me, words=f"{CANARY}-mentor")
        self.mentee = make.pair(mentee=make.member(), mentor=mine)
        make.mentor_request(mentee=me, mentor=make.mentor(), words=f"{CANARY}-request")
        Hello.objects.create(newcomer=me, author=self.dorrie, words="Hello.", answer=f"{CANARY}-hello")

    def _tends(self) -> None:
        me = self.erased
        make.appoint(space=self.space, member=me, by=self.admin)
        hidden = make.answer(topic=self.topic, by=self.ines)
        self.decision = decide(moderator=me, thing=hidden, verb=Decision.Verb.HIDE, reason="Selling something.")
        reports.report(actor=me, thing=self.reply, reason="other", note=f"{CANARY}-report")
        Invitation.objects.create(
            created_by=me,
            token_digest="a" * 64,
            note=f"{CANARY}-invited",
            expires_at=timezone.now() + timedelta(days=7),
        )

    def _is_told(self) -> None:
        me = self.erased
        Choice.objects.create(member=me, kind="answered", by_mail=True)
        Digest.objects.create(member=me, every="day", next_at=timezone.now())
        Device.objects.create(
            member=me, endpoint=f"https://{CANARY}.example", digest="d", p256dh="p", auth="a", name=CANARY
        )
        Offer.objects.create(member=me, kind="answer")
        Allowance.objects.create(member=me)
        DeadAddress.objects.create(digest=DeadAddress.digest_of(f"{CANARY}@example.org"), reply=CANARY)
        Follow.objects.create(member=me, topic=make.topic())
        MutedMask.objects.create(member=me, mask=make.mask(of=self.ines, topic=make.topic()))
        Notice.objects.create(
            member=self.dorrie, kind="hello", dedupe_key="x", actor=me, data={"path": f"/@{me.handle}/hello/"}
        )
        Message.objects.create(
            member=me, kind="answered", dedupe_key="y", message_id=f"<{CANARY}@x>", data={"a": CANARY}
        )


def everything() -> str:
    """Every row of every table, as text, in lower case."""
    rows = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row::text FROM "{table}" row')  # noqa: S608  names of our own tables
            rows += [f"{table}: {text}" for (text,) in cursor.fetchall()]
    return "\n".join(rows).lower()


def left(word: str) -> list[str]:
    return [line[:200] for line in everything().splitlines() if word in line]


def numbers_left(member_id: int) -> list[str]:
    """Columns that still hold the member's number as a key or as an actor."""
    keys = [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.related_model is Member
    ]
    found = [
        f"{model._meta.label}.{key}" for model, key in keys if model._base_manager.filter(**{key: member_id}).exists()
    ]
    return found + (["activity.Event"] if Event.objects.filter(member_id=member_id).exists() else [])


def erase(member: Member, *, words: str = "keep", masked: str = "stay") -> Erasure:
    """Asked for, due and done."""
    erasure = erasures.ask(member=member, words=words, masked=masked)
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    erasures.work(id=erasure.pk, seconds=1000, sleep=lambda _seconds: None)
    erasure.refresh_from_db()
    return erasure
