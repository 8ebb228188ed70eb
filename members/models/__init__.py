"""People: the member, their stages and goals, whom they block, and the community's own row."""

from members.models.community import AgreementAcceptance, CodeStep, Community, Invitation, SetupLink
from members.models.goals import Goal, GoalQuerySet, Journey, Milestone, StageChange
from members.models.handles import FormerHandle, FormerHandleQuerySet
from members.models.meeting import Block, BlockQuerySet, Hello, Suspension, SuspensionQuerySet
from members.models.noted import noting_people
from members.models.people import BY_HANDLE, BY_NAME, Member, MemberManager, MemberQuerySet

__all__ = [
    "BY_HANDLE",
    "BY_NAME",
    "AgreementAcceptance",
    "Block",
    "BlockQuerySet",
    "CodeStep",
    "Community",
    "FormerHandle",
    "FormerHandleQuerySet",
    "Goal",
    "GoalQuerySet",
    "Hello",
    "Invitation",
    "Journey",
    "Member",
    "MemberManager",
    "MemberQuerySet",
    "Milestone",
    "SetupLink",
    "StageChange",
    "Suspension",
    "SuspensionQuerySet",
    "noting_people",
]
