"""One of everything, and the seven roles that ask for it: the world of the permission matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from activity.models import Delivery
from blog.actions import drafts, invitations
from blog.models import QuoteConsent
from forum.models import Post, Scheduled, Wording
from members.models import Hello, Invitation, Member
from mentorship.models import Wish, Worry
from moderation.actions import accounts, second_looks
from moderation.actions.decisions import decide
from moderation.models import DangerPhrase, Decision, Note
from notices.models import Notice
from nudges.models import Greeter, Summons
from oidc.models import Provider
from privacy.models import Brought, Export
from tests import cast, make
from tests.blog.room import LONG, QUESTION
from tests.uploads import pictures

ROLES = ("visitor", "member", "author", "moderator", "elsewhere", "admin", "suspended")


class World:
    """`author` wrote the thing that an address is about; `moderator` tends its space, `elsewhere` another one."""

    def __init__(self) -> None:
        make.community()
        self.space, other = make.space(title="Cards", slug="cards"), make.space(title="Banks", slug="banks")
        self.admin, self.author, self.member = cast.nasreen(), cast.dorrie(), cast.pau()
        self.moderator = make.moderator(of=self.space, by=self.admin, name="Marit")
        self.elsewhere = make.moderator(of=other, by=self.admin, name="Lotte")
        self.suspended = cast.noor()
        self.topic = make.topic(space=self.space, by=self.author, tags=("fees",), audience="members")
        self.opening = Post.objects.get(topic=self.topic, position=0)
        self.post = make.answer(topic=make.topic(space=self.space, by=self.member), by=self.author, body=LONG)
        self.comment = make.comment(post=self.post, by=self.author)
        self.mask = make.mask(of=self.author, topic=self.topic)
        self.masked = make.answer(topic=self.topic, mask=self.mask)
        self.picture = pictures.held(pictures.sent(self.author), self.opening)
        self.scheduled = Scheduled.objects.create(
            member=self.author, context=f"topic:{self.post.topic_id}", body=LONG, submit_key=UUID(int=9),
            at=timezone.now() + timedelta(days=2),
        )  # fmt: skip
        self._articles()
        self._decisions()
        self._path()
        self.hello = Hello.objects.create(newcomer=self.author, author=self.suspended, words="Good that you are here.")
        self.summons = Summons.objects.create(
            kind="answer", member=self.author, topic=self.post.topic, why="You may be asked now and then."
        )
        Greeter.objects.create(newcomer=self.member, member=self.author)
        self.waiting = make.topic(space=self.space, by=make.member())
        self.notice = Notice.objects.create(member=self.author, kind="answered", dedupe_key="matrix")
        self.invited_by_link = Invitation.objects.create(
            token_digest="0" * 64, created_by=self.author, expires_at=timezone.now() + timedelta(days=7)
        )
        self.provider = Provider.objects.create(
            name="The Library",
            slug="the-library",
            issuer="https://login.example.org",
            client_id="us",
            document={"authorization_endpoint": "https://login.example.org/authorize"},
            is_on=True,
        )
        self.given_up = Delivery.objects.create(
            event_id=1, handler="notices.actions.gone", event_at=timezone.now(), due_at=timezone.now(),
            attempts=8, last_error="KeyError at gone:1", dead_at=timezone.now(),
        )  # fmt: skip
        self.copy = Export.objects.create(member=self.author, state="ready", ready_at=timezone.now())
        self.brought = Brought.objects.create(
            member=self.author,
            kind="answer",
            title="How do I begin again?",
            body="With the *smallest* thing.",
            site="https://elsewhere.example.org",
            source="forum.Post:7",
            written_at=timezone.now() - timedelta(days=400),
        )
        self.applicant = make.member(approved_at=None)
        # As joining leaves it: allauth would otherwise write the row when it first looks for it.
        EmailAddress.objects.bulk_create(
            EmailAddress(user=person, email=person.email, verified=True, primary=True)
            for person in Member.objects.exclude(email=None)
        )

    def _articles(self) -> None:
        quiet = make.answer(topic=self.topic, by=make.member(), body=f"{LONG} {QUESTION}")
        self.fresh = make.answer(topic=self.post.topic, by=make.member(), body=LONG)
        self.invitation = self._invite(make.answer(topic=self.post.topic, by=self.author, body=LONG))
        self.draft = self._draft(self.post)
        theirs = self._draft(quiet)
        self.consent = QuoteConsent.objects.create(article=theirs, post=self.opening, member=self.author)
        self.published = self._draft(make.answer(topic=make.topic(space=self.space), by=self.author, body=LONG))
        type(self.published).objects.filter(pk=self.published.pk).update(
            state="published", slug="an-article", published_at=timezone.now() - timedelta(days=100)
        )

    def _invite(self, post: Post) -> Any:
        return invitations.invite(moderator=self.moderator, post=post, reason="It helps.")

    def _draft(self, post: Post) -> Any:
        article = invitations.accept(actor=post.member, invitation=self._invite(post), byline="name")
        return drafts.propose(moderator=self.moderator, article=article, revision=1)

    def _decisions(self) -> None:
        hidden = make.answer(topic=self.topic, by=self.author)
        self.decision = decide(
            moderator=self.moderator, thing=hidden, verb=Decision.Verb.HIDE, reason="Selling something."
        )
        self.suspension = make.suspension(member=make.member(), by=self.moderator)
        accounts.suspend(
            moderator=self.moderator,
            member=make.member(),
            until=timezone.now() + timedelta(days=3),
            reason="Selling something.",
        )
        asked = Decision.objects.select_related("member").latest("pk")
        assert asked.member is not None
        self.look = second_looks.ask(actor=asked.member, decision=asked, words="It was a quotation.")
        self.appointment = self.elsewhere.appointments.get()
        self.note = Note.objects.create(post=self.post, by=self.moderator, words="Spoke with her yesterday.")
        self.wording = Wording.objects.create(words="casino", does="hold", space=self.space)
        self.phrase = DangerPhrase.objects.create(words="end it all", spelling="end it all", space=self.space)

    def _path(self) -> None:
        """The author is on a path, was thanked, walks with one mentor and has asked another."""
        journey = make.journey(slug="out-of-debt")
        self.goal = make.goal(member=self.author, journey=journey, milestones=("Made the call",))
        self.thanks = make.thanks(post=self.post, by=self.member, note="It was gentle.")
        self.pair = make.pair(mentee=self.author, mentor=make.mentor())
        self.request = make.mentor_request(mentee=self.author, mentor=make.mentor())
        drawn = make.goal(member=self.author)
        self.wish = Wish.objects.create(member=self.author, goal=drawn, journey=drawn.journey, words="Company, please.")
        self.worry = Worry.objects.create(mentorship=self.pair, by=self.author, words="Something worries me.")

    def role(self, name: str) -> Member | None:
        return None if name == "visitor" else Member.objects.get(pk=getattr(self, name).pk)

    def args(self, name: str) -> list[Any]:
        """What stands in the address of this name."""
        known: dict[str, list[Any]] = {
            "members:join": ["unknown-token"],
            "members:setup": ["unknown-token"],
            "members:setup_step": ["unknown-token", 1],
            "members:withdraw_invitation": [self.invited_by_link.pk],
            "members:answer_applicant": [self.applicant.pk],
            "members:profile": [self.author.handle],
            "members:hello": [self.author.handle],
            "members:hello_answer": [self.hello.pk],
            "members:block": [self.author.handle],
            "members:shapes": ["spaces"],
            "members:new_shape": ["spaces"],
            "members:shape": ["spaces", self.space.pk],
            "members:new_goal": ["out-of-debt"],
            "members:move_step": [self.goal.milestones.get().pk],
            "members:reach_step": [self.goal.milestones.get().pk],
            "members:remove_step": [self.goal.milestones.get().pk],
            "recognition:note": [self.thanks.pk],
            "recognition:hidden": [self.thanks.pk],
            "mentorship:ask": [self.goal.pk, self.request.mentor.pk],
            "mentorship:guide": ["out-of-debt"],
            "mentorship:guide_edit": ["out-of-debt"],
            "mentorship:guide_versions": ["out-of-debt"],
            "mentorship:wish": [self.wish.goal_id],
            "mentorship:end_wish": [self.wish.pk],
            "mentorship:confirm": [self.pair.pk, 1],
            "mentorship:worry_seen": [self.worry.pk],
            "uploads:file": [self.picture.pk, "480.jpg"],
            "forum:space": [self.space.slug],
            "forum:space_feed": [self.space.slug],
            "sitemap_part": ["topics"],
            "forum:tag_feed": ["fees"],
            "forum:topic_feed": [self.topic.pk, self.topic.slug],
            "forum:tag": ["fees"],
            "forum:topic": [self.topic.pk, self.topic.slug],
            "forum:helped": [self.fresh.pk],
            "forum:mute": [self.mask.pk],
            "nudges:summons": [self.summons.pk],
            "nudges:claim": [self.waiting.pk],
            "nudges:trial": ["reciprocity"],
            "nudges:ask_somebody": [self.waiting.pk],
            "nudges:goal_check_in": [1],
            "blog:invite": [self.fresh.pk],
            "blog:invitation": [self.invitation.pk],
            "blog:invitation_withdrawal": [self.invitation.pk],
            "blog:quote": [self.consent.pk],
            "blog:article": ["an-article"],
            "moderation:report": ["post", self.post.pk],
            "moderation:case": ["post", self.post.pk],
            "moderation:hiding": ["post", self.post.pk],
            "moderation:seen": ["post", self.post.pk],
            "moderation:chapter": ["danger"],
            "moderation:wording_removal": [self.wording.pk],
            "moderation:reveal": ["post", self.masked.pk],
            "moderation:reveal_agree": [1],
            "moderation:reveal_decline": [1],
            "moderation:reveal_read": [1],
            "moderation:warning": ["post", self.post.pk],
            "moderation:silence": [self.member.handle],
            "moderation:claim": ["post", self.post.pk],
            "moderation:give": ["post", self.post.pk],
            "moderation:note": ["post", self.post.pk],
            "moderation:note_removal": [self.note.pk],
            "moderation:promise": ["post", self.post.pk],
            "moderation:kept": ["post", self.post.pk],
            "moderation:person": [self.author.handle],
            "moderation:undo_several": [UUID(int=7)],
            "moderation:crisis": ["post", self.post.pk],
            "moderation:restriction": ["post", self.masked.pk],
            "moderation:second_look": [self.decision.pk],
            "moderation:undo": [self.decision.pk],
            "moderation:looking_again": [self.look.pk],
            "moderation:place": [self.topic.pk],
            "moderation:closing": [self.topic.pk],
            "moderation:split": [self.topic.pk],
            "moderation:merge": [self.topic.pk],
            "moderation:suspension": [self.member.handle],
            "moderation:words_removal": [self.phrase.pk],
            "moderation:lift": [self.suspension.pk],
            "moderation:end_term": [self.appointment.pk],
            "forum:hear": ["space", self.topic.space_id],
            "notices:read": [self.notice.pk],
            "notices:stop": ["unknown-token"],
            "hosting:revive": [self.given_up.handler],
            "hosting:drop": [self.given_up.handler],
        }
        if name in known:
            return known[name]
        if name in ("oidc:begin", "oidc:back", "oidc:connect", "oidc:disconnect"):
            return [self.provider.slug]
        if name.startswith("oidc:"):
            return [self.provider.pk]
        if name.startswith("privacy:law"):
            return ["contact"]
        if name in ("privacy:begin_brought", "privacy:drop_brought"):
            return [self.brought.pk]
        if name.startswith("privacy:"):
            return [self.copy.pk]
        if name.startswith("blog:"):
            return [self.draft.pk]
        if name.startswith("members:"):
            return [self.goal.pk]
        if name in ("mentorship:request", "mentorship:accept", "mentorship:decline", "mentorship:withdraw"):
            return [self.request.pk]
        if name.startswith("mentorship:"):
            return [self.pair.pk]
        if name.startswith("forum:later"):
            return [self.scheduled.pk]
        if name.startswith("forum:comment_"):
            return [self.comment.pk]
        if name in ("forum:answer", "forum:follow", "forum:reading", "forum:newer", "forum:mask_removal"):
            return [self.topic.pk]
        return [self.post.pk]


def addresses() -> dict[str, int]:
    """Every named address of the installation, "app:name", and how many arguments it takes."""
    found: dict[str, int] = {}

    def walk(resolver: URLResolver, space: str, taken: int) -> None:
        for entry in resolver.url_patterns:
            here = taken + len(entry.pattern.converters)
            if isinstance(entry, URLPattern):
                found[f"{space}{entry.name}"] = here
            else:
                walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)

    walk(get_resolver(), "", 0)
    return found
