"""The one table of what a member can be told: in which words, whether by mail, and how it is stopped.

Subjects and leads never name the matter or whoever wrote: somebody else may see the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise


class Group(StrEnum):
    """The sections of the preferences page."""

    REPLIES = "replies"
    KINDNESS = "kindness"
    ARTICLES = "articles"
    MENTORING = "mentoring"
    TENDING = "tending"
    SUGGESTIONS = "suggestions"
    ACCOUNT = "account"


GROUP_LABELS: dict[Group, Words] = {
    Group.REPLIES: _("Replies"),
    Group.KINDNESS: _("Thanks and hellos"),
    Group.ARTICLES: _("Articles"),
    Group.MENTORING: _("Mentoring"),
    Group.TENDING: _("About what you wrote"),
    Group.SUGGESTIONS: _("Suggestions"),
    Group.ACCOUNT: _("Your account"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One row. `by_mail`: the default for who has not chosen; None: never mailed.

    `line` may hold %(who)s, one or two names; `subject` and `lead` hold no name but the reader's own, %(name)s.
    `early`: mailed in the first seven days as well, because the reader asked for it or must know.
    `always`: about the account itself: no choice, no hours. `own`: about the reader's own words, which the
    reader may see while others may not. `guard` and `letter` are dotted names, for kinds of other apps:
    `guard(message, member, now) -> Verdict` and `letter(message, member) -> dict` for its template.
    """

    name: str
    group: Group
    label: Words
    line: Words = ""
    subject: Words = ""
    lead: Words = ""
    action: Words = ""
    why: Words = ""
    by_mail: bool | None = None
    icon: str = "bell"
    template: str = "emails/notices/notice"
    early: bool = False
    always: bool = False
    own: bool = False
    guard: str = ""
    letter: str = ""

    @property
    def is_mailable(self) -> bool:
        return self.by_mail is not None

    @property
    def is_choosable(self) -> bool:
        """Does the member decide about it?"""
        return self.is_mailable and not self.always


_TABLE = (
    # --- replies -----------------------------------------------------------------------------------
    Kind(
        "answered",
        Group.REPLIES,
        label=_("Somebody answers what I asked or began"),
        line=_("%(who)s answered you"),
        subject=_("%(name)s, somebody answered you"),
        lead=_("Somebody wrote in a topic that you began. The words are waiting for you, for as long as you like."),
        action=_("Read the answer"),
        why=_("You began this topic and hear of answers by mail."),
        by_mail=True,
        early=True,
        icon="message-circle",
    ),
    Kind(
        "commented",
        Group.REPLIES,
        label=_("Somebody comments on what I wrote"),
        line=_("%(who)s commented on what you wrote"),
        subject=_("%(name)s, somebody replied to you"),
        lead=_("Somebody left a short remark under something that you wrote. It is waiting for you on the page."),
        action=_("Read the comment"),
        why=_("You wrote the words that this is about, and hear of comments by mail."),
        by_mail=False,
        early=True,
        icon="message-circle",
    ),
    Kind(
        "mentioned",
        Group.REPLIES,
        label=_("Somebody mentions me"),
        line=_("%(who)s mentioned you"),
        subject=_("%(name)s, somebody mentioned you"),
        lead=_("Somebody wrote your name in a topic. If you would like to see what it is about, it is one tap away."),
        action=_("Read it"),
        why=_("Your name was written there, and you hear of mentions by mail."),
        by_mail=True,
        early=True,
        icon="at-sign",
    ),
    Kind(
        "followed",
        Group.REPLIES,
        label=_("Something new in a topic that I follow"),
        line=_("%(who)s wrote in a topic that you follow"),
        subject=_("%(name)s, something new in a topic that you follow"),
        lead=_("There is something new in a topic that you follow. It will still be there when you have time."),
        action=_("Read it"),
        why=_("You follow this topic and hear of new posts by mail."),
        by_mail=False,
        early=True,
        icon="rss",
    ),
    # --- thanks and hellos ---------------------------------------------------------------------------
    Kind(
        "helped",
        Group.KINDNESS,
        label=_("An answer of mine helped"),
        line=_("Your answer helped, says %(who)s"),
        subject=_("%(name)s, your answer helped"),
        lead=_("Somebody said that an answer of yours helped. You may want to read it when you have a quiet minute."),
        action=_("Read their words"),
        why=_("You wrote the answer, and hear by mail when something helped."),
        by_mail=True,
        icon="circle-check",
    ),
    Kind(
        "thanked",
        Group.KINDNESS,
        label=_("Somebody thanks me"),
        line=_("%(who)s thanked you"),
        subject=_("%(name)s, somebody thanked you"),
        lead=_("Somebody thanked you for something that you wrote. Their words stand under it, for you to read."),
        action=_("Read their words"),
        why=_("You wrote the words that they thank you for, and hear of thanks by mail."),
        by_mail=True,
        icon="hand-heart",
    ),
    Kind(
        "hello",
        Group.KINDNESS,
        label=_("Somebody says hello to me"),
        line=_("%(who)s said hello to you"),
        icon="sprout",
    ),
    Kind(
        "summons",
        Group.KINDNESS,
        label=_("Somebody new is here, and I said I would greet"),
        line=_("%(who)s joined just now. A hello from you would be the first."),
        icon="sprout",
    ),
    Kind(
        "waiting_question",
        Group.KINDNESS,
        label=_("A question waits, and I said I would answer now and then"),
        line=_("Somebody is asking, and nobody has answered yet. You said that you might."),
        icon="waypoints",
    ),
    # --- articles --------------------------------------------------------------------------------------
    Kind(
        "article_invited",
        Group.ARTICLES,
        label=_("I am invited to turn an answer into an article"),
        line=_("%(who)s invites you to turn your answer into an article"),
        subject=_("%(name)s, an invitation for you"),
        lead=_("Somebody who tends a space here has an invitation for you. Yes, later and no are all fine answers."),
        action=_("Read the invitation"),
        why=_("You wrote the answer that this is about."),
        by_mail=True,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_answered",
        Group.ARTICLES,
        label=_("Somebody replies to an invitation of mine"),
        line=_("%(who)s replied to your invitation"),
        icon="feather",
    ),
    Kind(
        "article_proposed",
        Group.ARTICLES,
        label=_("A text waits for my yes"),
        line=_("%(who)s sent you the text of your article. It waits for your yes."),
        subject=_("%(name)s, a text waits for your yes"),
        lead=_("A text of yours was edited and waits for your yes. Nothing is published before you give it."),
        action=_("Read the text"),
        why=_("You agreed to write it, and nothing is published without you."),
        by_mail=True,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_approved",
        Group.ARTICLES,
        label=_("An author approves a text that I edited"),
        line=_("%(who)s approved the text"),
        icon="feather",
    ),
    Kind(
        "article_published",
        Group.ARTICLES,
        label=_("My article is published"),
        line=_("Your article is published"),
        subject=_("%(name)s, your text is published"),
        lead=_("A text of yours is published now. You can read it, change its by-line or take it down at any time."),
        action=_("Read it"),
        why=_("You are its author."),
        by_mail=False,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_withdrawn",
        Group.ARTICLES,
        label=_("An author takes an article down"),
        line=_("%(who)s took the article down"),
        icon="feather",
    ),
    Kind(
        "quote_asked",
        Group.ARTICLES,
        label=_("I am asked whether an article may quote me"),
        line=_("May an article quote what you asked? Nothing is quoted without your yes."),
        subject=_("%(name)s, a question about your words"),
        lead=_("Somebody would like to quote a few words of yours, and asks you first. Without your yes they do not."),
        action=_("Read what they would quote"),
        why=_("The words are yours."),
        by_mail=True,
        icon="text-quote",
        own=True,
    ),
    Kind(
        "quote_answered",
        Group.ARTICLES,
        label=_("Somebody replies whether they may be quoted"),
        line=_("%(who)s replied about the quote"),
        icon="text-quote",
    ),
    # --- mentoring -------------------------------------------------------------------------------------
    Kind(
        "mentor_requested",
        Group.MENTORING,
        label=_("Somebody asks me to walk with them"),
        line=_("%(who)s asks whether you would walk with them"),
        subject=_("%(name)s, somebody asks for you"),
        lead=_(
            "Somebody asks whether you would walk with them for a while. You have three days, and no is a fine answer."
        ),
        action=_("Read what they wrote"),
        why=_("You said that you mentor here."),
        by_mail=True,
        icon="handshake",
    ),
    Kind(
        "mentor_accepted",
        Group.MENTORING,
        label=_("A mentor says yes"),
        line=_("%(who)s said yes and will walk with you"),
        subject=_("%(name)s, somebody said yes"),
        lead=_("Somebody whom you asked said yes. The page that only the two of you can read is open now."),
        action=_("Go to your page"),
        why=_("You asked them."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentor_declined",
        Group.MENTORING,
        label=_("A mentor cannot just now"),
        line=_("%(who)s cannot just now. Others on your path can be asked."),
        subject=_("%(name)s, a reply to what you asked"),
        lead=_("Somebody whom you asked replied. It is not about you, and there are others whom you can ask today."),
        action=_("See who else there is"),
        why=_("You asked them."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentor_passed_on",
        Group.MENTORING,
        label=_("A request passes on because nobody answered in time"),
        line=_("Your request was free to pass on: there was no answer within three days. You can ask somebody else."),
        subject=_("%(name)s, about what you asked"),
        lead=_("There was no answer within three days to something that you asked. You can ask somebody else now."),
        action=_("See who else there is"),
        why=_("You asked for somebody to walk with."),
        by_mail=True,
        icon="handshake",
        early=True,
    ),
    Kind(
        "mentorship_letter",
        Group.MENTORING,
        label=_("A letter from whom I walk with"),
        line=_("%(who)s wrote to you"),
        subject=_("%(name)s, a letter for you"),
        lead=_("The person you walk with wrote to you. Only the two of you can read it, on your page here."),
        action=_("Read the letter"),
        why=_("You walk together."),
        by_mail=True,
        icon="mail",
        early=True,
    ),
    Kind(
        "mentorship_ended",
        Group.MENTORING,
        label=_("We stop walking together"),
        line=_("You and %(who)s no longer walk together. Nobody has to say why."),
        subject=_("%(name)s, a change on your page"),
        lead=_(
            "Something changed on a page that you shared with somebody. Nobody has to say why, and nothing is lost."
        ),
        action=_("Go to your page"),
        why=_("You walked together."),
        by_mail=True,
        icon="handshake",
    ),
    Kind(
        "mentor_worried",
        Group.MENTORING,
        label=_("Somebody tells the admins that they worry about whom they walk with"),
        line=_("%(who)s is worried about somebody they walk with"),
        subject=_("%(name)s, somebody asks for you"),
        lead=_("Somebody told the admins about a worry. Please read it today; it takes a minute."),
        action=_("Read it"),
        why=_("You run this community."),
        by_mail=True,
        icon="life-buoy",
        early=True,
    ),
    Kind(
        "danger",
        Group.TENDING,
        label=_("Somebody may be in danger in a space that I tend"),
        line=_("Somebody may be in danger. Please read it now."),
        subject=_("%(name)s, somebody needs a moderator now"),
        lead=_("A member told the moderators that somebody may be in danger. Please read it as soon as you can."),
        action=_("Read it"),
        why=_("You tend this space."),
        by_mail=True,
        icon="shield-alert",
        early=True,
    ),
    # --- about what you wrote ----------------------------------------------------------------------------
    Kind(
        "held",
        Group.TENDING,
        label=_("Something I wrote waits for a person to read it"),
        line=_("What you wrote waits for a person to read it. Two hours at most."),
        icon="info",
        own=True,
    ),
    Kind(
        "released",
        Group.TENDING,
        label=_("Something I wrote can be read now"),
        line=_("What you wrote can be read by everybody now"),
        icon="check",
        own=True,
    ),
    Kind(
        "hidden",
        Group.TENDING,
        label=_("A moderator hides something I wrote"),
        line=_("A moderator hid something that you wrote"),
        subject=_("%(name)s, about something you wrote"),
        lead=_(
            "A moderator hid something that you wrote. The reason stands on your page, and you can ask for a second look."
        ),
        action=_("Read why"),
        why=_("You wrote it, so you hear of it."),
        by_mail=True,
        icon="shield-alert",
        early=True,
        own=True,
    ),
    Kind(
        "upheld",
        Group.TENDING,
        label=_("A moderator looks again, and leaves it hidden"),
        line=_("A moderator looked again, and left what you wrote hidden"),
        icon="shield-alert",
        own=True,
    ),
    Kind(
        "restored",
        Group.TENDING,
        label=_("A moderator brings something of mine back"),
        line=_("A moderator brought back something that you wrote"),
        subject=_("%(name)s, your words are back"),
        lead=_("Something that you wrote can be read again. A moderator took a second look and brought it back."),
        action=_("See it"),
        why=_("You wrote it, so you hear of it."),
        by_mail=True,
        icon="undo-2",
        early=True,
        own=True,
    ),
    Kind(
        "appointed",
        Group.TENDING,
        label=_("I am asked to tend a space"),
        line=_("%(who)s asks you to tend a space, for a term"),
        icon="shovel",
        own=True,
    ),
    # --- suggestions: the attention treaty, nudges/policy.py -----------------------------------------------
    Kind(
        "welcome",
        Group.SUGGESTIONS,
        label=_("One welcome, a day after joining, when somebody said hello"),
        subject=_("%(name)s, somebody said hello"),
        why=_("You joined a day or two ago. It is the only welcome that is sent."),
        by_mail=True,
        icon="sprout",
        template="emails/nudges/welcome",
        early=True,
        guard="nudges.actions.budget.guard",
        letter="nudges.queries.letters.welcome",
    ),
    Kind(
        "reciprocity",
        Group.SUGGESTIONS,
        label=_("A question like one that somebody helped me with"),
        subject=_("%(name)s, somebody is where you once were"),
        by_mail=True,
        icon="waypoints",
        template="emails/nudges/reciprocity",
        guard="nudges.actions.budget.guard",
        letter="nudges.queries.letters.reciprocity",
    ),
    Kind(
        "stay",
        Group.SUGGESTIONS,
        label=_("The day after I reach a goal: stay, rest or goodbye"),
        line=_("You reached your goal yesterday. Would you like to stay on, rest, or say goodbye? Each is fine."),
        subject=_("%(name)s, one question"),
        why=_("You said yesterday that you reached what you set out for. It is asked once."),
        by_mail=True,
        icon="sunrise",
        template="emails/nudges/stay",
        guard="nudges.actions.budget.guard",
        letter="nudges.queries.letters.stay",
    ),
    # --- the account ---------------------------------------------------------------------------------------
    Kind(
        "approved",
        Group.ACCOUNT,
        label=_("I can come in"),
        line=_("Somebody read your words and said yes. Welcome."),
        subject=_("%(name)s, you can come in"),
        lead=_("Somebody read what you wrote and said yes. You can sign in and look around whenever you like."),
        action=_("Come in"),
        why=_("You asked to join. This is sent once."),
        by_mail=True,
        icon="check",
        early=True,
        always=True,
    ),
    Kind(
        "declined",
        Group.ACCOUNT,
        label=_("I asked to join, and there is a reply"),
        line=_("There is a reply to what you wrote when you asked to join"),
        subject=_("%(name)s, a reply to what you wrote"),
        lead=_("Somebody read what you wrote when you asked to join, and replied. The reply stands on your page."),
        action=_("Read the reply"),
        why=_("You asked to join. This is sent once."),
        by_mail=True,
        icon="letter-text",
        early=True,
        always=True,
    ),
    Kind(
        "suspended",
        Group.ACCOUNT,
        label=_("I cannot write for a while"),
        line=_("You cannot write for a while"),
        subject=_("%(name)s, about your account"),
        lead=_(
            "Something about your account changed. The reason stands on your page, and you can ask for a second look."
        ),
        action=_("Read why"),
        why=_("It is your account, so you hear of it."),
        by_mail=True,
        icon="shield-alert",
        early=True,
        always=True,
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _TABLE}
