"""Marks, thanks, hellos, moderation, accounts, articles, mentoring: who hears of it, and who does not."""

import pytest
from django.utils import timezone

from activity.record import record
from blog.models import Article, ArticleInvitation, QuoteConsent
from forum import actions
from members.models import Hello, Journey, Member, StageChange
from mentorship.models import Letter, Mentor, Mentorship, Request
from notices.models import Message, Notice
from notices.queries.links import target
from notices.rules import readable_by
from recognition.models import Thanks
from tests import make
from tests.ledger import settle

pytestmark = pytest.mark.django_db


def kinds(member: Member) -> list[str]:
    return list(readable_by(Member.objects.get(pk=member.pk)).order_by("pk").values_list("kind", flat=True))


def happens(verb: str, target_row, *, actor=None, space_id=None, **data) -> None:  # type: ignore[no-untyped-def]
    """Records what happened, and lets all that follows from it follow."""
    record(verb=verb, actor=actor, target=target_row, space_id=space_id, data=data)
    settle()


# --- this helped, thanks, hello ----------------------------------------------------------------------


def test_the_helper_hears_that_it_helped_and_no_more_once_it_is_taken_back() -> None:
    post = make.answer()
    asker = post.topic.member
    actions.mark_helped(actor=asker, post=post)
    settle()
    assert kinds(post.member) == ["helped"]
    actions.unmark_helped(actor=asker, post=post)
    settle()
    assert kinds(post.member) == []
    actions.mark_helped(actor=asker, post=post)
    settle()
    assert Message.objects.filter(kind="helped").count() == 1


def test_a_masked_asker_stays_masked_in_what_the_helper_reads() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    post = make.answer(topic=topic)
    actions.mark_helped(actor=ines, post=post)
    settle()
    notice = Notice.objects.get(kind="helped")
    assert (notice.actor, notice.actor_mask) == (None, topic.mask)


def test_thanks_are_told_and_taken_back() -> None:
    post = make.answer()
    thanks = Thanks.objects.create(post=post, member=make.member(), giver_tag=b"1")
    happens("thanks.given", thanks, actor=thanks)
    assert kinds(post.member) == ["thanked"]
    number = thanks.pk
    thanks.delete()
    thanks.pk = number
    happens("thanks.withdrawn", thanks, actor=thanks)
    assert kinds(post.member) == []


def test_taking_back_one_leaves_the_others() -> None:
    """The key of thanks 1 is not the beginning of that of thanks 12."""
    from notices.actions.tell import take_back, tell

    person = make.member()
    for number in (1, 12):
        tell(to=person, kind="thanked", dedupe_key=f"thanks:{number}")
    take_back(prefix="thanks:1:")
    assert Notice.objects.get().dedupe_key.startswith("thanks:12:")


def test_a_hello_is_told_in_the_page_and_not_mailed() -> None:
    wilf, marit = make.newcomer(), make.member()
    hello = Hello.objects.create(newcomer=wilf, author=marit, words="Hello.")
    happens("hello.said", hello, actor=marit)
    assert kinds(wilf) == ["hello"]
    assert target(Notice.objects.get(kind="hello")) == wilf.get_absolute_url()
    assert not Message.objects.filter(kind="hello").exists()


# --- moderators and time --------------------------------------------------------------------------------


def test_the_author_hears_that_a_post_is_hidden_why_and_how_to_ask_for_a_second_look() -> None:
    post, tobias = make.answer(), make.member(name="Tobias W")
    actions.hide(row=post, by=tobias, decision=7, reason="It names a lender.")
    settle()
    notice = Notice.objects.get(kind="hidden")
    assert notice.data["reason"] == "It names a lender."
    assert notice.data["second_look"].startswith("/second-look/7")
    assert notice.actor is None
    assert kinds(post.member) == ["hidden"]
    actions.unhide(row=post, by=tobias)
    settle()
    assert kinds(post.member)[-1] == "restored"


def test_whoever_hides_their_own_post_is_not_told() -> None:
    post = make.answer()
    actions.hide(row=post, by=post.member)
    settle()
    assert not Notice.objects.filter(kind="hidden").exists()


def test_a_post_that_is_back_already_is_not_told_to_be_hidden() -> None:
    post, tobias = make.answer(), make.member()
    actions.hide(row=post, by=tobias)
    actions.unhide(row=post, by=tobias)
    settle()
    assert kinds(post.member) == ["restored"]


def test_held_and_let_through() -> None:
    post = make.answer()
    actions.hold(row=post, reasons=["It holds a link."])
    settle()
    assert Notice.objects.get(kind="held").data["reason"] == "It holds a link."
    actions.release(row=post)
    settle()
    assert kinds(post.member)[:2] == ["held", "released"]
    assert not Message.objects.filter(kind__in=["held", "released"]).exists()


def test_a_hidden_comment_is_told_to_whoever_wrote_it_and_not_to_the_author_of_the_post() -> None:
    comment = make.comment()
    actions.hide(row=comment, by=make.member(), reason="Unkind.")
    settle()
    assert kinds(comment.member) == ["hidden"]
    assert "hidden" not in kinds(comment.post.member)


def test_a_masked_author_hears_under_the_mask() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    actions.hide(row=topic.posts.get(), by=make.member())
    settle()
    notice = Notice.objects.get()
    assert (notice.member, notice.mask) == (None, topic.mask)
    assert kinds(ines) == ["hidden"]


def test_a_suspension_is_told_with_its_reason_and_mailed() -> None:
    person = make.member()
    row = make.suspension(member=person, reason="Selling something.")
    happens("member.suspended", person, actor=row.by, suspension=row.pk)
    assert "Selling something." in Notice.objects.get().data["reason"]
    assert Message.objects.get().kind == "suspended"


def test_a_lifted_suspension_is_not_told() -> None:
    person = make.member()
    row = make.suspension(member=person)
    row.lifted_at = timezone.now()
    row.save()
    happens("member.suspended", person, actor=row.by, suspension=row.pk)
    assert not Notice.objects.exists()


def test_an_applicant_hears_the_yes_of_an_admin_and_nobody_else_does() -> None:
    applicant, open_door = make.newcomer(), make.newcomer()
    StageChange.objects.create(member=applicant, after="newcomer", by=make.admin(), why="An admin said yes.")
    StageChange.objects.create(member=open_door, after="newcomer", why="Joined.")
    for member in (applicant, open_door):
        happens("member.joined", member, actor=member)
    assert Notice.objects.get(kind="approved").member == applicant
    assert Message.objects.get(kind="approved").member == applicant


def test_an_appointed_moderator_hears_of_it() -> None:
    space, pau = make.space(), make.member()
    happens("moderator.appointed", pau, actor=make.admin(), space_id=space.pk)
    notice = Notice.objects.get()
    assert target(notice) == space.get_absolute_url()
    assert notice.data["space"] == space.title
    assert "reason" not in notice.data


# --- articles -------------------------------------------------------------------------------------------


def invitation(**fields) -> ArticleInvitation:  # type: ignore[no-untyped-def]
    post = make.answer()
    author = {"member": post.member} | fields
    return ArticleInvitation.objects.create(
        post=post, invited_by=make.member(), reason="Six said why it helped.", **author
    )


def test_the_author_is_invited_and_the_moderator_hears_the_reply() -> None:
    row = invitation()
    happens("article.invited", row, actor=row.invited_by)
    assert kinds(row.member) == ["article_invited"]
    assert target(Notice.objects.get()) == f"/blog/invitations/{row.pk}/"
    row.state = "later"
    row.save()
    happens("article.answered", row, actor=row)
    assert kinds(row.invited_by) == ["article_answered"]


def test_an_invitation_that_was_taken_back_is_not_told() -> None:
    row = invitation()
    row.state = "withdrawn"
    row.save()
    happens("article.invited", row, actor=row.invited_by)
    assert not Notice.objects.exists()


STEPS = {
    "proposed": ("article.proposed", "author", "article_proposed"),
    "approved": ("article.approved", "editor", "article_approved"),
    "published": ("article.published", "author", "article_published"),
    "withdrawn": ("article.withdrawn", "editor", "article_withdrawn"),
}


@pytest.mark.parametrize("state", STEPS)
def test_each_step_is_told_to_whoever_has_to_know(state: str) -> None:
    row = invitation()
    article = Article.objects.create(
        invitation=row, post=row.post, slug="a", title="A", body="B", member=row.member, state=state
    )
    verb, who, kind = STEPS[state]
    happens(verb, article, actor=row.invited_by if who == "author" else row.member)
    to, other = (row.member, row.invited_by) if who == "author" else (row.invited_by, row.member)
    assert kinds(to) == [kind]
    assert kinds(other) == []


@pytest.mark.parametrize("state", STEPS)
def test_a_step_that_is_over_is_not_told(state: str) -> None:
    row = invitation()
    article = Article.objects.create(invitation=row, post=row.post, slug="a", title="A", body="B", member=row.member)
    happens(STEPS[state][0], article, actor=row.invited_by)
    assert not Notice.objects.exists()


def test_a_masked_asker_is_asked_under_the_mask_whether_they_may_be_quoted() -> None:
    ines = make.member()
    topic = make.masked_topic(by=ines)
    post = make.answer(topic=topic)
    row = ArticleInvitation.objects.create(post=post, invited_by=make.member(), reason="Good.", member=post.member)
    article = Article.objects.create(invitation=row, post=post, slug="a", title="A", body="B", member=post.member)
    consent = QuoteConsent.objects.create(article=article, post=topic.posts.first(), mask=topic.mask)
    happens("quote.asked", article, actor=row.invited_by, consent=consent.pk)
    assert kinds(ines) == ["quote_asked"]
    consent.state = "refused"
    consent.save()
    happens("quote.answered", article, actor=consent, consent=consent.pk)
    assert kinds(row.invited_by) == ["quote_answered"]
    assert Notice.objects.get(kind="quote_answered").actor_mask == topic.mask


# --- mentoring --------------------------------------------------------------------------------------------


def asked(state: str = "asked") -> Request:
    term = {"briefing_read_at": timezone.now(), "term_ends_at": timezone.now()}
    mentor = Mentor.objects.create(member=make.member(), **term)
    journey = Journey.objects.create(slug="out", title="Out of debt")
    return Request.objects.create(
        mentee=make.member(), mentor=mentor, journey=journey, words="Would you?", state=state, answer_by=timezone.now()
    )


REPLIES = {"accepted": "mentor_accepted", "declined": "mentor_declined", "passed_on": "mentor_passed_on"}


def test_a_mentor_hears_of_a_request() -> None:
    row = asked()
    happens("mentor.requested", row, actor=row.mentee)
    assert kinds(row.mentor.member) == ["mentor_requested"]
    assert target(Notice.objects.get()) == f"/mentoring/requests/{row.pk}/"


@pytest.mark.parametrize("state", REPLIES)
def test_the_mentee_hears_the_reply(state: str) -> None:
    row = asked(state)
    happens(f"mentor.{state}", row, actor=row.mentor.member if state != "passed_on" else None)
    assert kinds(row.mentee) == [REPLIES[state]]
    assert kinds(row.mentor.member) == []


def test_that_nobody_answered_names_nobody() -> None:
    row = asked("passed_on")
    happens("mentor.passed_on", row)
    assert Notice.objects.get().actor is None


@pytest.mark.parametrize("state", REPLIES)
def test_a_reply_that_no_longer_holds_is_not_told(state: str) -> None:
    row = asked("withdrawn")
    happens(f"mentor.{state}", row, actor=row.mentor.member)
    assert not Notice.objects.exists()


def pair() -> Mentorship:
    row = asked("accepted")
    return Mentorship.objects.create(request=row, mentor=row.mentor, mentee=row.mentee, journey=row.journey)


def test_a_letter_is_told_to_the_other_and_only_while_it_is_unread() -> None:
    both = pair()
    letter = Letter.objects.create(mentorship=both, author=both.mentee, body="Hello.", html="<p>Hello.</p>")
    happens("mentorship.letter", letter, actor=both.mentee)
    assert kinds(both.mentor.member) == ["mentorship_letter"]
    assert kinds(both.mentee) == []
    assert Message.objects.get().data.get("body") is None
    read = Letter.objects.create(
        mentorship=both, author=both.mentor.member, body="Hi.", html="<p>Hi.</p>", read_at=timezone.now()
    )
    happens("mentorship.letter", read, actor=both.mentor.member)
    assert kinds(both.mentee) == []


def test_an_end_is_told_to_the_other_alone() -> None:
    both = pair()
    both.ended_at, both.ended_by = timezone.now(), both.mentee
    both.save()
    happens("mentorship.ended", both, actor=both.mentee)
    assert kinds(both.mentor.member) == ["mentorship_ended"]
    assert kinds(both.mentee) == []
