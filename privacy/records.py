"""What belongs to a member: every table with a key to one is a record set of the copy they may take, or stands among the
exceptions with the reason. A test walks all tables and fails on a new one (tests/privacy/test_records.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from masks import sealed

Words: TypeAlias = str | Promise

# Columns that say nothing to anybody: what rows are found by, and what is told apart by it.
MACHINERY = frozenset(
    {
        *(
            "password",
            "search",
            "spelled",
            "handle_key",
            "name_key",
            "name_look",
            "giver_tag",
            "reporter_tag",
            "owner_tag",
        ),
        *("box", "renderer", "submit_key", "dedupe_key", "message_id", "lease_until", "session_key", "token_digest"),
        *("is_superuser", "groups", "user_permissions", "digest", "p256dh", "auth", "endpoint", "by_itself"),
    }
)


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Rows of one table. `mine`: the lookups that lead from them to the member. `hide`: columns that are others'.

    `order`: by what the rows are gone through; of the ledger not its key, which is made of two columns.
    """

    model: str
    title: Words
    mine: tuple[str, ...] = ("member",)
    hide: frozenset[str] = frozenset()
    part: str = ""
    order: str = "pk"

    @property
    def name(self) -> str:
        return f"{self.model}.{self.part}" if self.part else self.model


def _of(model: str, title: Words, *mine: str, hide: str = "", part: str = "", order: str = "pk") -> RecordSet:
    return RecordSet(model, title, mine or ("member",), frozenset(hide.split()), part, order)


SETS: tuple[RecordSet, ...] = (
    _of("members.Member", _("You"), "pk"),
    _of("members.FormerHandle", _("Handles that you had before")),
    _of("account.EmailAddress", _("Your addresses"), "user"),
    _of("usersessions.UserSession", _("Where you are signed in"), "user", hide="data"),
    _of("mfa.Authenticator", _("Your second locks, without what opens them"), "user", hide="data"),
    _of("oidc.Connection", _("Accounts elsewhere that sign you in")),
    _of("members.AgreementAcceptance", _("Agreements that you said yes to")),
    _of("members.StageChange", _("Your stages here"), hide="by"),
    _of("members.Goal", _("Your goals")),
    _of("members.Milestone", _("Steps of your goals"), "goal__member"),
    _of("members.Hello", _("Hellos"), "newcomer", "author"),
    _of("members.Block", _("Whom you block"), "blocker"),
    _of("members.Suspension", _("Pauses of your account"), hide="by lifted_by"),
    _of("forum.Silence", _("Spaces in which you were asked to read and not to write"), hide="by lifted_by"),
    _of("moderation.DeskDay", _("Days on which you look at the desk")),
    _of("members.Invitation", _("Your invitations"), "created_by"),
    _of("forum.Topic", _("Topics that you began"), hide="next_position version excerpt"),
    _of("forum.Post", _("What you wrote"), hide="html text"),
    _of("forum.Comment", _("Your replies to a post"), hide="html"),
    _of("forum.Revision", _("Earlier versions")),
    _of(
        "forum.Rework",
        _("What stood before you changed something that was hidden"),
        "post__member",
        "comment__member",
        hide="withheld is_open",
    ),
    _of("forum.HelpedMark", _("What you said that helped you")),
    _of("forum.Draft", _("Your drafts")),
    _of("forum.Scheduled", _("What waits to be posted")),
    _of("forum.Follow", _("What you follow")),
    _of("forum.Bookmark", _("What you saved")),
    _of("forum.ReadingMark", _("How far you have read")),
    _of("forum.MutedMask", _("Whom you mute")),
    _of("forum.Appointment", _("Spaces that you tend or tended"), hide="by"),
    _of("recognition.Thanks", _("Thanks that you gave")),
    _of("recognition.Thanks", _("Thanks that you got"), "post__member", part="got"),
    _of("recognition.Help", _("Whom you helped, and who helped you"), "helper", "helped"),
    _of("recognition.Featured", _("Thanks that stood on the community’s pages"), "receiver"),
    _of("blog.ArticleInvitation", _("Invitations to an article"), hide="invited_by"),
    _of("blog.Article", _("Your articles"), hide="html"),
    _of("blog.ArticleRevision", _("Versions of articles that you wrote")),
    _of("blog.QuoteConsent", _("Where an article asked to quote you")),
    _of("mentorship.Mentor", _("You as a mentor")),
    _of("mentorship.Request", _("Whom you asked to be your mentor"), "mentee"),
    _of("mentorship.Request", _("Who asked you"), "mentor__member", hide="reasons suggested goal", part="got"),
    _of("mentorship.Wish", _("Your wishes for a mentor")),
    _of("mentorship.Draw", _("What the weekly draw brought you"), "wish__member"),
    _of("mentorship.Mentorship", _("Who walked with you"), "mentee", "mentor__member", hide="ended_by"),
    _of("mentorship.CheckIn", _("When you wrote to each other"), "mentorship__mentee", "mentorship__mentor__member"),
    _of("mentorship.Letter", _("Letters"), "mentorship__mentee", "mentorship__mentor__member", hide="html"),
    _of("mentorship.Worry", _("What you said worries you"), "by", hide="seen_by"),
    _of("mentorship.GuideVersion", _("Versions of guides that you wrote")),
    _of("moderation.Report", _("What you reported")),
    _of(
        "moderation.Decision",
        _("Decisions about what you wrote, and about your account"),
        "member",
        "post__member",
        "comment__member",
        hide="moderator before mask undone_by",
    ),
    _of("moderation.SecondLook", _("Where you asked for a second look"), hide="answer"),
    _of("moderation.Watcher", _("When you were called because somebody may be in danger")),
    _of("notices.Notice", _("What you were told"), hide="data"),
    _of("notices.Message", _("Mails to you"), hide="data"),
    _of("notices.Choice", _("What you want to hear of")),
    _of("notices.Digest", _("Your mail of what you have not read")),
    _of("notices.Device", _("Your devices")),
    _of("nudges.Offer", _("What you offered to do")),
    _of("nudges.Allowance", _("How often you may be asked")),
    _of("nudges.GoalCheckIn", _("When you are asked how it is going"), "goal__member"),
    _of("nudges.Window", _("Weeks in which you got a suggestion"), hide="message"),
    _of("nudges.Assignment", _("Trials of a mail")),
    _of("nudges.Call", _("When others were called to greet you"), "newcomer"),
    _of("nudges.Greeter", _("Whom you greeted, and who greeted you"), "newcomer", "member"),
    _of("nudges.Summons", _("What you were asked to do")),
    _of("nudges.Claim", _("Questions that you took on")),
    _of("nudges.Crisis", _("When our suggestions to you were paused"), hide="by post_id"),
    _of("activity.Event", _("What you did, and when"), "member_id", hide="data", order="id"),
    _of("privacy.Brought", _("What you brought along from elsewhere")),
    _of("privacy.Erasure", _("That you asked to be erased"), hide="number step after attempts look_again_at"),
    _of("privacy.Export", _("Copies of your data that you asked for"), hide="set_number after attempts look_again_at"),
)

COLLEAGUES = _("Who decided something about you as a moderator or admin: they did it for the community.")
OTHERS = _("What somebody else did or wrote; it is in their copy.")
SECRET = _("It would open your account.")
OF_A_MOMENT = _("It lasts a few minutes, and holds nothing of its own.")
LISTS = _("A list that the program keeps of rows that stand elsewhere in your copy.")

# A table, or one column of a table, that leads to a member and is in no copy by it.
EXCEPTIONS: dict[str, Words] = {
    "account.EmailConfirmation": SECRET,
    "members.CodeStep": SECRET,
    "members.Member_groups": LISTS,
    "members.Member_user_permissions": LISTS,
    "mentorship.Mentor_journeys": LISTS,
    "forum.TopicTag": LISTS,
    "forum.Alike": LISTS,
    "forum.FormerPlace": LISTS,
    "forum.LinkedPlace": LISTS,
    "importers.Imported": LISTS,
    "privacy.Part": LISTS,
    "privacy.BroughtPicture": OF_A_MOMENT,
    "privacy.Going": _("It is sealed, and says nothing without its key."),
    "sessions.Session": SECRET,
    "activity.Delivery": OF_A_MOMENT,
    **dict.fromkeys(
        ("uploads.Stored", "uploads.Picture", "uploads.Use"),
        _("No row says whose a picture is: it stands with the words that show it."),
    ),
    "masks.Mask": _("Who wears it is sealed. What you wrote without your name is in a copy of its own."),
    **dict.fromkeys(sealed.LINKS, _("It is sealed, and leads to you. What you wrote is in a copy of its own.")),
    sealed.LIMITS: _("It is sealed, and says nothing without its key."),
    "members.SetupLink": _("It has been used, and leads to nobody."),
    "members.Block.blocked": _("Who blocks you: it is theirs to keep."),
    "members.Invitation.used_by": OTHERS,
    "members.StageChange.by": COLLEAGUES,
    "members.Suspension.by": COLLEAGUES,
    "members.Suspension.lifted_by": COLLEAGUES,
    "forum.Appointment.by": COLLEAGUES,
    "forum.Silence.by": COLLEAGUES,
    "forum.Silence.lifted_by": COLLEAGUES,
    "forum.Closing": COLLEAGUES,
    "blog.ArticleInvitation.invited_by": COLLEAGUES,
    "mentorship.Mentorship.ended_by": OTHERS,
    "mentorship.Letter.author": LISTS,
    "mentorship.Worry.seen_by": COLLEAGUES,
    "mentorship.Batch": LISTS,
    "mentorship.Guide": OTHERS,
    "moderation.Decision.moderator": _(
        "What you decided as a moderator: it is about others, and stands in the public list."
    ),
    "moderation.Hold": COLLEAGUES,
    "moderation.DangerPhrase": COLLEAGUES,
    "forum.Wording": COLLEAGUES,
    "masks.Reveal": COLLEAGUES,
    "hosting.Act": COLLEAGUES,
    "moderation.Alarm": COLLEAGUES,
    "moderation.CaseFile": COLLEAGUES,
    "moderation.FollowUp": COLLEAGUES,
    "moderation.Note": COLLEAGUES,
    "moderation.ReadyReasons": COLLEAGUES,
    "notices.Notice.actor": _("What others were told of what you did."),
    "notices.DeadAddress": _("A digest of an address, which leads to nobody."),
    "notices.SoftBounce": _("A digest of an address, which leads to nobody."),
    "nudges.Crisis.by": COLLEAGUES,
    "nudges.Summons.newcomer": OTHERS,
    "nudges.Trial": COLLEAGUES,
    "members.Journey": OTHERS,
    "forum.Tag": OTHERS,
    "recognition.ThanksWord": OTHERS,
}
