"""What of a copy comes over when its member brings it along to another community, and what stays behind, and why.

Words that they wrote come. What others said to them, and what that community decided, cannot be said here in its name:
nobody brings recognition along that nobody here gave. A test walks all record sets (tests/privacy/test_bringing.py).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.records import SETS, Words

COMES: frozenset[str] = frozenset(
    {
        *("members.Member", "members.Goal", "members.Milestone"),
        *("forum.Topic", "forum.Post", "forum.Comment", "forum.Draft", "forum.Scheduled"),
        *("mentorship.Letter", "blog.Article", "privacy.Brought"),
    }
)

BY_OTHERS = _("Others gave it to you there. Here it begins anew.")
OF_THERE = _("It is about people and places there.")
CHOSEN_ANEW = _("You choose it anew here.")
OF_THE_ACCOUNT = _("It belongs to the account there.")
LAST_ONE_COMES = _("The last version comes over.")

STAYS: dict[str, Words] = {
    **dict.fromkeys(
        (
            *("members.FormerHandle", "account.EmailAddress", "usersessions.UserSession", "mfa.Authenticator"),
            *("oidc.Connection", "members.AgreementAcceptance", "members.StageChange", "members.Suspension"),
            *("members.Invitation", "privacy.Erasure", "privacy.Export", "activity.Event"),
            *("notices.Notice", "notices.Message", "notices.Device", "nudges.Assignment", "nudges.Window"),
            *("nudges.Call", "nudges.Greeter", "nudges.Summons", "nudges.Crisis"),
        ),
        OF_THE_ACCOUNT,
    ),
    **dict.fromkeys(
        (
            *("recognition.Thanks.got", "recognition.Help", "recognition.Featured", "forum.HelpedMark"),
            *("blog.ArticleInvitation", "blog.QuoteConsent", "forum.Appointment", "mentorship.Mentor"),
        ),
        BY_OTHERS,
    ),
    **dict.fromkeys(
        (
            *("members.Hello", "members.Block", "forum.Silence", "forum.Follow", "forum.Bookmark", "forum.ReadingMark"),
            *("forum.MutedMask", "recognition.Thanks", "mentorship.Request", "mentorship.Request.got"),
            *("mentorship.Wish", "mentorship.Draw", "mentorship.Mentorship", "mentorship.CheckIn", "mentorship.Worry"),
            *("mentorship.GuideVersion", "moderation.DeskDay", "moderation.Report", "moderation.Decision"),
            *("moderation.SecondLook", "moderation.Watcher", "nudges.Claim"),
        ),
        OF_THERE,
    ),
    **dict.fromkeys(
        ("notices.Choice", "notices.Digest", "nudges.Offer", "nudges.Allowance", "nudges.GoalCheckIn"), CHOSEN_ANEW
    ),
    **dict.fromkeys(("forum.Revision", "forum.Rework", "blog.ArticleRevision"), LAST_ONE_COMES),
}


def left_behind() -> dict[str, list[str]]:
    """Titles of what stays, in the order of a copy, by why. In the reader's language."""
    found: dict[str, list[str]] = {}
    for part in SETS:
        if part.name in STAYS:
            found.setdefault(str(STAYS[part.name]), []).append(str(part.title))
    return found
