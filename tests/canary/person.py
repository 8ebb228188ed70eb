"""Somebody whose every trait is a string found nowhere else, and what they do without their name."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from blog.actions import drafts, invitations, publishing
from forum import actions
from forum.models import Comment, Post, Status, Topic
from moderation.actions.decisions import decide, pause_messages
from moderation.actions.reports import report
from moderation.models import Decision, Report
from notices.models import Choice
from recognition.actions import thanks
from tests import make
from tests.ledger import settle
from tests.moderation.standing import the_hour_strikes
from tests.uploads.pictures import file

NUMBER = 981_273_645_091  # of the member: no other row of a test has it
HANDLE = "zqcanary-handle"
NAME = "Zqcanary Quillfeather"
EMAIL = "zqcanary-mail@zqcanary.example"
ADDRESS = "203.0.113.177"
BROWSER = "ZqcanaryBrowser/77.7"
LONG = "The oldest one, with a friend beside you. " * 12
TRACES = (str(NUMBER), "zqcanary", "Quillfeather", ADDRESS)  # compared without case


def photo() -> bytes:
    """All that a telephone writes beside a picture is theirs."""
    facts = Image.Exif()
    for number in (0x010F, 0x0110, 0x0131, 0x013B, 0x8298, 0x010E):  # maker, model, program, artist, rights, words
        facts[number] = NAME
    facts.get_ifd(0x8825)[1] = "N"
    xmp = f"<x:xmpmeta><dc:creator>{NAME} {EMAIL}</dc:creator></x:xmpmeta>".encode()
    return file(exif=facts, xmp=xmp, comment=f"{HANDLE} {ADDRESS}".encode())


class Masked:
    """The canary's doings, all through the pages and all behind masks."""

    def __init__(self) -> None:
        make.community()
        make.thanks_words()
        self.member = make.member(
            id=NUMBER, handle=HANDLE, display_name=NAME, email=EMAIL, is_listed=False, bio=f"{NAME} was here."
        )
        self.space = make.space(title="Cards and loans")
        self.other = make.member(handle="dorrie", display_name="Dorrie H")
        self.tending = make.moderator(of=self.space, handle="tending")
        self.loud = make.member(handle="loud")  # hears everything of the space, by mail as well
        make.follow(member=self.loud, space=self.space)
        for kind in ("begun", "followed"):
            Choice.objects.create(member=self.loud, kind=kind, by_mail=True)
        self.client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER, HTTP_X_FORWARDED_FOR=ADDRESS)
        self.client.force_login(self.member)

    def act(self) -> None:
        """Asks, marks, thanks, comments, edits, answers, reports, drafts, is held; is thanked, reported, left in peace,
        and becomes an article that is changed.
        """
        self.topic = self.ask()
        self.release()
        helped = actions.answer(
            actor=self.other, topic=self.topic, body="Call them first.", masked=False, submit_key=uuid4()
        )
        self.post(f"/p/{helped.pk}/helped/", what_changed="I slept.")
        thanks.give(actor=self.member, post=helped, words=["gentle"], note="Thank you.", masked=True)
        self.post(f"/p/{helped.pk}/comments/", body="Did they ask for papers?", **self.signed())
        self.rewrites(helped)
        opening = Post.objects.get(topic=self.topic, position=0)
        self.post(
            f"/p/{opening.pk}/edit/",
            title=self.topic.title,
            tags="cards",
            body="Four cards, and now a letter.",
            base="0",
            reason="The letter came.",
        )
        elsewhere = make.topic(by=self.other, space=self.space, title="Which letter do I open first?")
        self.get(elsewhere.get_absolute_url())
        self.post(f"/p/{elsewhere.posts.get().pk}/comments/", body="See www.quick.example.com", **self.signed())
        self.post(f"/t/{elsewhere.pk}/answers", body=LONG, **self.signed())
        self.post(f"/report/post/{helped.pk}/", reason=Report.Reason.values[0], note="Please look.", masked="on")
        self.post("/drafts/keep/", context=f"topic:{elsewhere.pk}", body="Not sure yet.", **{"as": "mask"})
        self.get("/similar/?title=Four cards and one month")
        self.release()
        answer = self.mark_answer_of_the_canary(elsewhere)
        self.release()
        report(actor=make.member(handle="reporting"), thing=answer, reason=Report.Reason.UNKIND)
        self.become_an_article(answer)
        self.release()

    def rewrites(self, helped: Post) -> None:
        """A moderator hides a remark of theirs; they change it, and it waits on the desk."""
        self.release()
        remark = helped.comments.exclude(mask=None).get()
        decide(moderator=self.tending, thing=remark, verb=Decision.Verb.HIDE, reason="Names a lender.")
        self.post(f"/c/{remark.pk}/edit/", body="Did anybody ask for papers?")
        the_hour_strikes()

    def ask(self) -> Topic:
        self.post(
            "/ask/",
            kind="question",
            title="Four cards, not enough for four minimums",
            body="Which one do I pay first?",
            space=self.space.slug,
            audience="everyone",
            tags="cards, minimums",
            **self.signed(),
        )
        return Topic.objects.get(title__startswith="Four cards")

    def mark_answer_of_the_canary(self, topic: Topic) -> Post:
        """Somebody is helped by a mask and thanks it: that is told to the mask."""
        answer = topic.posts.exclude(mask=None).get()
        actions.mark_helped(actor=self.other, post=answer, what_changed="I opened it.")
        thanks.give(actor=self.other, post=answer, words=["clear"], note="That was brave.")
        return answer

    def become_an_article(self, answer: Post) -> None:
        """Somebody who tends the space asks; the canary accepts as the mask, edits, and approves."""
        editor = self.tending
        asked = invitations.invite(moderator=editor, post=answer, reason="It keeps helping people.")
        article = invitations.accept(actor=self.member, invitation=asked, byline="mask")
        article.refresh_from_db()
        said = {
            "title": "The oldest letter first",
            "standfirst": "What I would tell you.",
            "body": f"{LONG} It is done.",
        }
        article = drafts.write(editor=self.member, article=article, based_on=article.revision_count, **said)
        article = drafts.propose(moderator=editor, article=article, revision=article.revision_count)
        article = drafts.approve(actor=self.member, article=article, revision=article.revision_count)
        article = publishing.publish(moderator=editor, article=article)
        said["body"] += " And breathe."
        article = drafts.write(editor=self.member, article=article, based_on=article.revision_count, **said)
        article = drafts.propose(moderator=editor, article=article, revision=article.revision_count)
        drafts.approve(actor=self.member, article=article, revision=article.revision_count)
        pause_messages(moderator=editor, thing=answer, reason="Sounds very low.")

    def send(self, content: bytes = b"") -> str:
        """A picture as their telephone made it, by the page. Gives the name that it has until it is posted."""
        sent = SimpleUploadedFile(f"{HANDLE} at home.jpg", content or photo(), "image/jpeg")
        response = self.client.post("/pictures/new/", {"picture": sent}, headers={"Accept": "application/json"})
        assert response.status_code == 200, response.content
        name: str = response.json()["name"]
        self.get(f"/pictures/{name}/40.jpg")
        return name

    def let_through(self) -> int:
        """A moderator reads what waits, and says yes. Gives how many there were."""
        self.release()
        held = [row for kind in (Post, Comment) for row in kind.objects.filter(status=Status.HELD).order_by("pk")]
        for row in held:
            decide(moderator=self.tending, thing=row, verb=Decision.Verb.RELEASE)
        self.release()
        return len(held)

    def release(self) -> None:
        """The grace is over, and what follows has followed."""
        for kind in (Post, Comment):
            unread = kind.objects.filter(status__in=[Status.WAITING, Status.HELD], visible_from__isnull=False)
            unread.update(visible_from=timezone.now() - timedelta(seconds=1))
        actions.release_waiting()
        settle()

    def post(self, path: str, **data: str) -> None:
        response = self.client.post(path, data)
        assert response.status_code in (200, 204, 303), f"{path}: {response.status_code} {response.content[:2000]!r}"

    def get(self, path: str) -> None:
        assert self.client.get(path).status_code == 200

    def signed(self) -> dict[str, str]:
        return {"submit_key": str(uuid4()), "as": "mask", "do": "post"}
