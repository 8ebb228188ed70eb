"""What is kept about people, why, for how long and who sees it: the one table behind the page that says so.

Every table of the database stands in one row (tests/privacy/test_kept.py), and a row that names a `sweep` is swept by that
task of the beat, after the time that it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from masks import sealed
from privacy.limits import ERASURES_KNOWN, KEPT_FOR
from uploads.rules import UNUSED_FOR

Words: TypeAlias = str | Promise

ACCOUNT = gettext_lazy("Your account")
WRITTEN = gettext_lazy("What you write")
WALKING = gettext_lazy("Your path, and who walks with you")
TOLD = gettext_lazy("What we tell you")
SAFE = gettext_lazy("Keeping this place safe")
MACHINE = gettext_lazy("The machine")

YOU = gettext_lazy("You")
READERS = gettext_lazy("Whoever may read the topic")
TENDING = gettext_lazy("You, and the moderators of the space")
NOBODY = gettext_lazy("Nobody; programs read it")


def days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def with_account() -> str:
    return _("As long as your account")


def with_words() -> str:
    return _("As long as the community, or until you take it away")


def until_changed() -> str:
    return _("Until you change it, or your account goes")


def after(what: str) -> Callable[[], str]:
    return lambda: days(settings.KEEP_DAYS[what])


def after_it_was_ready() -> str:
    hours = KEPT_FOR // timedelta(hours=1)
    words = ngettext("%(hours)d hour after it was ready", "%(hours)d hours after it was ready", hours)
    return words % {"hours": hours}


def addresses() -> str:
    kept = settings.KEEP_DAYS["addresses"]
    return days(kept) if kept else _("Never written down")


@dataclass(frozen=True, slots=True)
class Kept:
    """One row. `of`: the tables, as app.Model. `sweep`: the task that deletes; "" where it goes with something else."""

    name: str
    group: Words
    what: Words
    why: Words
    who: Words
    how_long: Callable[[], str]
    of: tuple[str, ...] = ()
    sweep: str = ""


TABLE: tuple[Kept, ...] = (
    Kept(
        "account",
        ACCOUNT,
        gettext_lazy("Your name, your handle, your address and what you say about yourself"),
        gettext_lazy("So that you can sign in and others know whom they talk to. Nobody is shown your address."),
        gettext_lazy("Members; your address: you alone"),
        until_changed,
        (
            "members.Member",
            "members.FormerHandle",
            "members.Member_groups",
            "members.Member_user_permissions",
            "members.AgreementAcceptance",
            "members.StageChange",
            "account.EmailAddress",
            "account.EmailConfirmation",
        ),
    ),
    Kept(
        "locks",
        ACCOUNT,
        gettext_lazy("Your password and second lock"),
        gettext_lazy("To know that it is you. The password is kept as a digest that cannot be turned back."),
        NOBODY,
        until_changed,
        ("mfa.Authenticator", "members.CodeStep"),
    ),
    Kept(
        "ways in",
        ACCOUNT,
        gettext_lazy(
            "Which account elsewhere signs you in: the number that its provider has for you, and nothing else"
        ),
        gettext_lazy("So that you can come in without a password of this place."),
        YOU,
        until_changed,
        ("oidc.Connection",),
    ),
    Kept(
        "unconfirmed",
        ACCOUNT,
        gettext_lazy("A sign-up whose address nobody confirmed"),
        gettext_lazy("To wait for the code."),
        NOBODY,
        lambda: days(2),
        sweep="members.forget_unconfirmed",
    ),
    Kept(
        "sessions",
        ACCOUNT,
        gettext_lazy("That a browser is signed in"),
        gettext_lazy("So that you need not sign in on every page."),
        YOU,
        lambda: _("Until you sign out; at most %(days)s") % {"days": days(settings.SESSION_COOKIE_AGE // (24 * 3600))},
        ("sessions.Session", "usersessions.UserSession"),
        sweep="members.forget_sessions",
    ),
    Kept(
        "addresses",
        ACCOUNT,
        gettext_lazy("The network address and the browser from which you signed in"),
        gettext_lazy("So that you can see whether somebody else is signed in as you."),
        YOU,
        addresses,
        sweep="members.forget_old",
    ),
    Kept(
        "invitations",
        ACCOUNT,
        gettext_lazy("Links with which you invited somebody"),
        gettext_lazy("So that each opens once."),
        YOU,
        lambda: (
            _("%(days)s after they have run out; a link that was used, as long as both accounts") % {"days": days(30)}
        ),
        ("members.Invitation", "members.SetupLink"),
        sweep="members.forget_old",
    ),
    Kept(
        "exports",
        ACCOUNT,
        gettext_lazy("The copy of your data that you asked for"),
        gettext_lazy("So that you can take it. What you wrote without your name is never in it."),
        YOU,
        after_it_was_ready,
        ("privacy.Export", "privacy.Part"),
        sweep="privacy.sweep_exports",
    ),
    Kept(
        "erasures",
        ACCOUNT,
        gettext_lazy("That you asked to be erased; afterwards, a number and nothing else"),
        gettext_lazy("So that it is done, and done again where somebody puts back an older copy of the data."),
        gettext_lazy("You; afterwards, the people who run the server"),
        lambda: days(ERASURES_KNOWN.days),
        ("privacy.Erasure", "privacy.Going"),
        sweep="privacy.sweep_erasures",
    ),
    Kept(
        "posts",
        WRITTEN,
        gettext_lazy("Topics, answers, comments, articles, and their earlier versions"),
        gettext_lazy("They are what the community is made of."),
        READERS,
        with_words,
        (
            "forum.Topic",
            "forum.TopicTag",
            "forum.Tag",
            "forum.Post",
            "forum.Comment",
            "forum.Revision",
            "forum.Rework",
            "forum.HelpedMark",
            "forum.Alike",
            "forum.FormerPlace",
            "forum.LinkedPlace",
            "blog.ArticleInvitation",
            "blog.Article",
            "blog.ArticleRevision",
            "blog.QuoteConsent",
        ),
    ),
    Kept(
        "masks",
        WRITTEN,
        gettext_lazy("Who wrote something without their name"),
        gettext_lazy(
            "So that you can change it, and hear of replies. It is sealed; its key is in no copy of the data."
        ),
        NOBODY,
        lambda: _("As long as your account; then the link is destroyed"),
        ("masks.Mask", *sealed.LINKS),
    ),
    Kept(
        "drafts",
        WRITTEN,
        gettext_lazy("Words that you have not sent yet"),
        gettext_lazy("So that nothing is lost when a page closes."),
        YOU,
        lambda: _("%(days)s after you last touched them") % {"days": days(30)},
        ("forum.Draft",),
        sweep="forum.forget_old_drafts",
    ),
    Kept(
        "brought",
        WRITTEN,
        gettext_lazy("Words that you brought along from another community"),
        gettext_lazy("So that you can use them here. Nobody else reads them."),
        YOU,
        lambda: _("Until you throw them away"),
        ("privacy.Brought", "privacy.BroughtPicture"),
    ),
    Kept(
        "scheduled",
        WRITTEN,
        gettext_lazy("Words that are to be posted at a time that you chose"),
        gettext_lazy("So that they appear then. They stand there with your name, never without it."),
        YOU,
        lambda: _("Until they are posted; what came back: %(days)s after you last touched it") % {"days": days(30)},
        ("forum.Scheduled",),
        sweep="forum.forget_old_drafts",
    ),
    Kept(
        "pictures",
        WRITTEN,
        gettext_lazy("Pictures that you send, made anew without place, time and camera"),
        gettext_lazy("So that your words can show them."),
        gettext_lazy("Whoever may read what shows them; until you post one, you alone"),
        lambda: _("As long as what shows them; one that nothing shows: %(days)s") % {"days": days(UNUSED_FOR.days)},
        ("uploads.Stored", "uploads.Picture", "uploads.Use"),
        sweep="uploads.sweep",
    ),
    Kept(
        "thanks",
        WRITTEN,
        gettext_lazy("Thanks, hellos, and who helped whom"),
        gettext_lazy("So that whoever helped learns that it did."),
        gettext_lazy("The two of you; what its receiver shows: members"),
        with_account,
        ("recognition.Thanks", "recognition.ThanksWord", "recognition.Help", "recognition.Featured", "members.Hello"),
    ),
    Kept(
        "reading",
        WRITTEN,
        gettext_lazy("How far you have read, what you saved, follow or mute, whom you block"),
        gettext_lazy("So that the pages show what is new to you. How far you have read is kept with its day alone."),
        YOU,
        until_changed,
        (
            "forum.ReadingMark",
            "forum.Bookmark",
            "forum.Follow",
            "forum.MutedMask",
            "members.Block",
        ),
    ),
    Kept(
        "path",
        WALKING,
        gettext_lazy("Your goals and their steps"),
        gettext_lazy("So that you see how far you have come."),
        gettext_lazy("You, and whom you chose for each goal"),
        with_account,
        ("members.Goal", "members.Milestone", "members.Journey", "nudges.GoalCheckIn"),
    ),
    Kept(
        "mentoring",
        WALKING,
        gettext_lazy("Requests to mentors, pairs, and the letters of a pair"),
        gettext_lazy("So that two people can walk a part of the way together."),
        gettext_lazy("The two of you; what you say worries you: moderators"),
        with_account,
        (
            "mentorship.Mentor",
            "mentorship.Mentor_journeys",
            "mentorship.Request",
            "mentorship.Wish",
            "mentorship.Batch",
            "mentorship.Draw",
            "mentorship.Mentorship",
            "mentorship.CheckIn",
            "mentorship.Letter",
            "mentorship.Worry",
            "mentorship.Guide",
            "mentorship.GuideVersion",
        ),
    ),
    Kept(
        "mail words",
        TOLD,
        gettext_lazy("What a mail or a notification was about"),
        gettext_lazy("To send it, and to send it again when it did not arrive."),
        NOBODY,
        after("mail"),
        sweep="notices.tidy",
    ),
    Kept(
        "mail rows",
        TOLD,
        gettext_lazy("That a mail was sent to you, of which kind and why"),
        gettext_lazy("So that no more of them come than you agreed to, and you can look them up."),
        YOU,
        after("rows"),
        ("notices.Message", "nudges.Window"),
        sweep="notices.tidy",
    ),
    Kept(
        "notices",
        TOLD,
        gettext_lazy("The lines under the bell"),
        gettext_lazy("So that you find again what somebody answered."),
        YOU,
        lambda: _("%(days)s, once you have read them") % {"days": after("rows")()},
        ("notices.Notice",),
        sweep="notices.tidy",
    ),
    Kept(
        "choices",
        TOLD,
        gettext_lazy("What you want to hear of, by which way, and the devices that show it"),
        gettext_lazy("So that you hear that and nothing else."),
        YOU,
        until_changed,
        ("notices.Choice", "notices.Digest", "notices.Device", "nudges.Allowance", "nudges.Offer"),
    ),
    Kept(
        "suggestions",
        TOLD,
        gettext_lazy("What we suggested to you, whom we asked to greet or to answer, and whether it helped"),
        gettext_lazy("So that nobody is asked too often."),
        YOU,
        with_account,
        (
            "nudges.Summons",
            "nudges.Greeter",
            "nudges.Call",
            "nudges.Claim",
            "nudges.Crisis",
            "nudges.Trial",
            "nudges.Assignment",
        ),
    ),
    Kept(
        "dead addresses",
        TOLD,
        gettext_lazy("That an address sends our mail back, as a digest of the address"),
        gettext_lazy("So that no more is sent there."),
        NOBODY,
        lambda: _("Until you confirm it again; what may pass: %(days)s") % {"days": days(30)},
        ("notices.DeadAddress", "notices.SoftBounce"),
        sweep="notices.tidy",
    ),
    Kept(
        "decisions",
        SAFE,
        gettext_lazy("What moderators decided and why; requests for a second look; pauses of an account"),
        gettext_lazy(
            "So that a decision can be looked at again, and taken back. The public list names nobody it is about."
        ),
        gettext_lazy("Everybody, without names; about an account: its member and those who tend"),
        lambda: _("As long as the community; what is about your account goes with it"),
        (
            "moderation.Decision",
            "moderation.SecondLook",
            "moderation.DangerPhrase",
            "forum.Wording",
            "members.Suspension",
            "forum.Silence",
            "forum.Appointment",
            "forum.Closing",
        ),
    ),
    Kept(
        "reports",
        SAFE,
        gettext_lazy("What somebody reported, what was held, and where somebody may be in danger"),
        gettext_lazy("So that a person looks at it."),
        TENDING,
        lambda: _("As long as what it is about; what you reported loses your name with your account"),
        ("moderation.Report", "moderation.Hold", "moderation.Alarm", "moderation.Watcher"),
    ),
    Kept(
        "desk",
        SAFE,
        gettext_lazy("Notes of the moderators, promises to look again, and who of them looks after what"),
        gettext_lazy("So that they can share the work. Nothing about a name of yours in one topic leads to you."),
        gettext_lazy("Those who tend a space; you, when you ask for your data"),
        lambda: _("As long as what it is about, or your account"),
        (
            "moderation.Note",
            "moderation.FollowUp",
            "moderation.CaseFile",
            "moderation.DeskDay",
            "moderation.ReadyReasons",
        ),
    ),
    Kept(
        "reveals",
        SAFE,
        gettext_lazy("That two admins uncovered who wears a name: who, why and when; never whose it is"),
        gettext_lazy("So that nobody can do it unseen. Nothing of it can be changed or deleted."),
        gettext_lazy("The admins; whoever wears the name is told"),
        lambda: _("As long as the community"),
        ("masks.Reveal",),
    ),
    Kept(
        "limits",
        SAFE,
        gettext_lazy("How often something was done lately, and limits on it; through a mask, sealed"),
        gettext_lazy("Against floods, and to ask somebody to pause."),
        NOBODY,
        lambda: _("Until the limit ends: a day or less, a pause as long as it says"),
        (sealed.LIMITS,),
        sweep="masks.drop_old_limits",
    ),
    Kept(
        "ledger",
        MACHINE,
        gettext_lazy("That something was done: who, what and when, without its words"),
        gettext_lazy("So that what follows from it is done once, and figures are right."),
        NOBODY,
        after("ledger"),
        ("activity.Event", "activity.Delivery"),
        sweep="activity.forget_old",
    ),
    Kept(
        "acts",
        MACHINE,
        gettext_lazy("That an admin changed something for everybody: who, what and when"),
        gettext_lazy("So that the admins know of each other’s changes."),
        gettext_lazy("The admins"),
        after("ledger"),
        ("hosting.Act",),
        sweep="hosting.tidy",
    ),
    Kept(
        "logs",
        MACHINE,
        gettext_lazy("Lines of the programs: which page, how long it took, what failed"),
        gettext_lazy("To mend what breaks. No line names a member, an address or who asked."),
        gettext_lazy("The people who run the server"),
        lambda: _("As long as whoever runs the server keeps them"),
    ),
    Kept(
        "copies",
        MACHINE,
        gettext_lazy("Copies of all this, in case a machine breaks"),
        gettext_lazy(
            "So that nobody’s words are lost. What was erased goes from them when the next ones take their place."
        ),
        gettext_lazy("The people who run the server"),
        lambda: _("As long as whoever runs the server keeps them"),
    ),
    Kept(
        "imports",
        MACHINE,
        gettext_lazy("Which rows came from another community"),
        gettext_lazy("So that nothing comes twice."),
        NOBODY,
        with_words,
        ("importers.Imported",),
    ),
)

# Tables that hold nothing about a person.
NOT_ABOUT_PEOPLE = {
    "members.Community",
    "oidc.Provider",
    "forum.Space",
    "privacy.LawText",
    "auth.Group",
    "auth.Permission",
    "auth.Group_permissions",
    "contenttypes.ContentType",
    "hosting.Run",
    "hosting.Look",
    "hosting.Figure",
    "notices.ServerWord",
}


def services() -> list[Words]:
    """Who else is shown something, by this host's settings."""
    said: list[Words] = []
    if settings.AKISMET_KEY:
        said.append(
            _(
                "So that adverts are found, what somebody new writes under their name for everybody to read is shown to "
                "Akismet: the words alone, not whose they are."
            )
        )
    if settings.STOPFORUMSPAM:
        said.append(
            _(
                "So that adverts are found, StopForumSpam is asked whether it knows the mail address of somebody new, by a "
                "digest of it and not the address itself."
            )
        )
    return said


def grouped() -> list[tuple[Words, list[Kept]]]:
    """The rows of each group, in the order of the table."""
    groups: dict[Words, list[Kept]] = {}
    for row in TABLE:
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())
