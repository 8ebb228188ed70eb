"""What becomes of every key to a member when the member is erased. A test walks all tables and fails on a new one."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    GOES = "goes"  # the row is deleted
    FORMER = "former"  # the row stays, under the one former member
    EMPTY = "empty"  # the row stays, and says nobody
    BY_HAND = "by hand"  # `actions/erasing/` knows more of it


GOES, FORMER, EMPTY, BY_HAND = Fate.GOES, Fate.FORMER, Fate.EMPTY, Fate.BY_HAND

# In this order. What refers to other rows of the member comes before them.
FATES: dict[str, Fate] = {
    # what was theirs alone
    "usersessions.UserSession.user": BY_HAND,  # at once, with the sessions themselves
    "account.EmailAddress.user": BY_HAND,  # at once, so that nobody comes in any more
    "mfa.Authenticator.user": BY_HAND,
    "oidc.Connection.member": BY_HAND,
    "members.CodeStep.member": GOES,
    "members.AgreementAcceptance.member": GOES,
    "members.Member_groups.member": GOES,
    "members.Member_user_permissions.member": GOES,
    "members.FormerHandle.member": BY_HAND,  # a digest of it stays for a while, so that nobody takes it over
    "members.Hello.newcomer": GOES,
    "members.Hello.author": GOES,
    "members.Block.blocker": GOES,
    "members.Block.blocked": GOES,
    "members.Invitation.created_by": GOES,
    "members.Invitation.used_by": EMPTY,
    "forum.Silence.member": GOES,
    "forum.Silence.by": FORMER,
    "forum.Silence.lifted_by": FORMER,
    "members.Suspension.member": GOES,
    "members.Suspension.by": FORMER,
    "members.Suspension.lifted_by": FORMER,
    "members.StageChange.member": GOES,
    "members.StageChange.by": EMPTY,
    "forum.Draft.member": GOES,
    "forum.Scheduled.member": GOES,
    "forum.Follow.member": GOES,
    "forum.Bookmark.member": GOES,
    "forum.ReadingMark.member": GOES,
    "forum.MutedMask.member": GOES,
    "forum.LinkedPlace.member": GOES,
    "notices.Choice.member": GOES,
    "notices.Digest.member": GOES,
    "notices.Device.member": GOES,
    "nudges.Assignment.member": GOES,
    "nudges.Window.member": GOES,
    "notices.Message.member": GOES,
    "notices.Notice.member": GOES,
    "notices.Notice.actor": FORMER,
    "nudges.Offer.member": GOES,
    "nudges.Allowance.member": GOES,
    "nudges.Call.newcomer": GOES,
    "nudges.Greeter.newcomer": GOES,
    "nudges.Greeter.member": GOES,
    "nudges.Summons.member": GOES,
    "nudges.Summons.newcomer": GOES,
    "nudges.Claim.member": GOES,
    "nudges.Crisis.member": GOES,
    "nudges.Crisis.by": FORMER,
    "nudges.Trial.began_by": FORMER,
    "nudges.Trial.ended_by": FORMER,
    "privacy.Export.member": GOES,
    "privacy.Brought.member": GOES,
    "privacy.BroughtPicture.member": GOES,
    "privacy.LawText.changed_by": EMPTY,
    "hosting.Act.by": FORMER,
    "hosting.Act.about": EMPTY,
    "privacy.Erasure.member": BY_HAND,  # last of all
    # whom they walked with
    "mentorship.Wish.member": GOES,
    "mentorship.Worry.by": GOES,
    "mentorship.Worry.seen_by": EMPTY,
    "mentorship.Letter.author": BY_HAND,
    "mentorship.Mentorship.mentee": BY_HAND,
    "mentorship.Mentorship.ended_by": EMPTY,
    "mentorship.Request.mentee": BY_HAND,
    "mentorship.Mentor.member": BY_HAND,
    "mentorship.GuideVersion.member": FORMER,
    "members.Goal.member": GOES,
    # what they wrote
    "recognition.Featured.receiver": GOES,
    "recognition.Thanks.member": BY_HAND,
    "recognition.Help.helper": BY_HAND,
    "recognition.Help.helped": BY_HAND,
    "blog.QuoteConsent.member": BY_HAND,
    "blog.ArticleRevision.member": BY_HAND,
    "blog.Article.member": BY_HAND,
    "blog.ArticleInvitation.member": BY_HAND,
    "blog.ArticleInvitation.invited_by": FORMER,
    "forum.HelpedMark.member": BY_HAND,
    "forum.Revision.member": BY_HAND,
    "forum.Comment.member": BY_HAND,
    "forum.Post.member": BY_HAND,
    "forum.Topic.member": BY_HAND,
    # how they looked after the place
    "forum.Closing.by": EMPTY,
    "forum.Appointment.by": FORMER,
    "forum.Appointment.member": BY_HAND,
    "moderation.Report.member": BY_HAND,
    "moderation.SecondLook.member": BY_HAND,
    "moderation.Decision.moderator": FORMER,
    "moderation.Decision.member": EMPTY,
    "moderation.Hold.released_by": EMPTY,
    "moderation.DangerPhrase.by": EMPTY,
    "forum.Wording.by": EMPTY,
    "masks.Reveal.asked_by": FORMER,  # the one change that the line allows
    "masks.Reveal.agreed_by": FORMER,
    "masks.Reveal.declined_by": FORMER,
    "moderation.Watcher.member": GOES,
    "moderation.CaseFile.member": GOES,
    "moderation.CaseFile.holder": EMPTY,
    "moderation.CaseFile.assignee": EMPTY,
    "moderation.CaseFile.assigned_by": EMPTY,
    "moderation.FollowUp.member": GOES,
    "moderation.FollowUp.by": EMPTY,
    "moderation.FollowUp.done_by": EMPTY,
    "moderation.DeskDay.member": GOES,
    "moderation.Note.member": GOES,
    "moderation.Note.by": EMPTY,
    "activity.Event.member_id": BY_HAND,
}
