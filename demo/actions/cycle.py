"""Goals, those who reached them and stayed, mentors, hellos, an article, and what waits on the desk."""

from __future__ import annotations

from blog.actions.drafts import approve, propose, write
from blog.actions.invitations import accept, invite
from blog.actions.publishing import publish
from blog.models import Article, Byline
from demo.actions.stage import Stage
from demo.content.people import AIMS, GUIDES, HELLOS, LETTERS, STARTER_GUIDE
from demo.content.script import Aim, Story
from demo.content.threads import STORIES
from forum import actions as forum
from members.actions import goals, hello, pages
from members.models import Goal, Member
from mentorship.actions import guides, mentors, pairs, requests
from moderation.actions.reports import report
from moderation.models import Report

MENTEE, ASKING, MENTOR = "pau", "joost", "tobias"


def walk(stage: Stage) -> None:
    for aim in AIMS:
        _aim(stage, aim)
    for guide in GUIDES:
        assert stage.journey is not None
        mentors.opt_in(
            member=_fresh(stage, guide.member),
            journeys=[stage.journey],
            words=guide.words,
            topics=list(guide.topics),
            languages=["en"],
            capacity=guide.capacity,
            briefing_read=True,
        )
    _starter_guide(stage)
    _pair(stage)
    for one in HELLOS:
        hello.say(actor=stage.people[one.author], newcomer=stage.people[one.newcomer], words=one.words)
    for story in STORIES:
        _article(stage, story)
    _invitation(stage)
    _desk(stage)


def _fresh(stage: Stage, handle: str) -> Member:
    return Member.objects.get(pk=stage.people[handle].pk)


def _aim(stage: Stage, aim: Aim) -> None:
    assert stage.journey is not None
    member = _fresh(stage, aim.member)
    goal = goals.set_goal(
        member=member,
        journey=stage.journey,
        words=aim.words,
        visibility=aim.visibility,
        milestones=[title for title, _when in aim.milestones],
    )
    stage.goals[aim.member] = goal
    pages.show(member=member, is_listed=True, shows_stage=aim.visibility in ("members", "everyone"), shows_counts=False)
    for milestone, (_title, when) in zip(goal.milestones.all(), aim.milestones, strict=True):
        if when is not None:
            goals.mark_milestone(member=member, milestone=milestone, reached=True)
    if aim.reached is not None:
        goals.reach(member=member, goal=goal)
    if aim.stayed:
        Goal.objects.filter(pk=goal.pk).update(asked_to_stay_at=stage.now)
        goals.answer_to_stay(member=_fresh(stage, aim.member), goal=Goal.objects.get(pk=goal.pk), answer="stay")


def _starter_guide(stage: Stage) -> None:
    assert stage.journey is not None
    for base, (handle, text, note) in enumerate(STARTER_GUIDE):
        guides.write(actor=_fresh(stage, handle), journey=stage.journey, text=text, base=base, note=note)


def _pair(stage: Stage) -> None:
    """Two who walk together, and somebody who has asked this morning."""
    mentor, mentee = stage.people[MENTOR].mentor, _fresh(stage, MENTEE)
    request = requests.ask(
        mentee=mentee,
        mentor=mentor,
        goal=stage.goals[MENTEE],
        words="I have a plan and lose it in the third week, every time.",
        often="fortnightly",
        reasons=["Went the same path: out of debt", "Keeps the same hours as you"],
    )
    pair = requests.accept(actor=stage.people[MENTOR], request=request)
    for letter in LETTERS:
        pairs.write(
            actor=_fresh(stage, letter.author), pair=pair, body=letter.words, submit_key=None, feeling=letter.feeling
        )
    requests.ask(
        mentee=_fresh(stage, ASKING),
        mentor=mentor,
        goal=stage.goals[ASKING],
        words="I wrote the list. Then I hid it from myself. It would be good if somebody asked about it now and then.",
        often="needed",
        reasons=["Went the same path: out of debt"],
    )


def _article(stage: Stage, story: Story) -> None:
    editor, post = stage.people["marit"], stage.answers[story.thread, story.answer]
    author = post.member
    assert author is not None
    invitation = invite(moderator=editor, post=post, reason=story.reason)
    article = accept(actor=author, invitation=invitation, byline=Byline.NAME)
    article = write(
        editor=author,
        article=article,
        title=story.title,
        standfirst=story.standfirst,
        body=story.body,
        based_on=article.revision_count,
    )
    article = propose(moderator=editor, article=article, revision=article.revision_count)
    article = approve(actor=author, article=article, revision=article.revision_count)
    publish(moderator=editor, article=Article.objects.get(pk=article.pk))


def _invitation(stage: Stage) -> None:
    """One that still waits for its author's word."""
    invite(
        moderator=stage.people["marit"],
        post=stage.answers["four-cards", 0],
        reason="Several people have rung their cards with this in hand.",
        message="Hello Dorrie, would you like to make a piece of this? We would help, and every word stays yours.",
    )


def _desk(stage: Stage) -> None:
    """A post that is held for a word in it, and a report."""
    forum.answer(
        actor=stage.people["wilf"],
        topic=stage.topics["council-tax"],
        body="A neighbour told me about a quick loan for such things, at https://loans.example/now. Is that any good?",
        masked=False,
        submit_key=None,
    )
    report(
        actor=stage.people["ines"],
        thing=stage.answers["overdraft", 0],
        reason=Report.Reason.WRONG,
        note="Is that so outside the UK as well?",
    )
