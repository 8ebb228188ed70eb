"""Spaces, topics, posts, comments, and what readers keep about them."""

from forum.models.drafts import Draft
from forum.models.places import LinkedPlace
from forum.models.posts import MASKED_GRACE, Comment, FormerPlace, HelpedMark, Post, Revision, Rework, Row, post_of
from forum.models.readers import Bookmark, Follow, MutedMask, ReadingMark
from forum.models.scheduled import Scheduled
from forum.models.silences import Silence
from forum.models.spaces import Appointment, AppointmentQuerySet, Space, Tag
from forum.models.topics import WAITS_FOR_ANSWER, Alike, Closing, Status, Topic, TopicQuerySet, TopicTag, topic_address
from forum.models.wordings import Wording

__all__ = [
    "MASKED_GRACE",
    "WAITS_FOR_ANSWER",
    "Alike",
    "Appointment",
    "AppointmentQuerySet",
    "Bookmark",
    "Closing",
    "Comment",
    "Draft",
    "Follow",
    "FormerPlace",
    "HelpedMark",
    "LinkedPlace",
    "MutedMask",
    "Post",
    "ReadingMark",
    "Revision",
    "Rework",
    "Row",
    "Scheduled",
    "Silence",
    "Space",
    "Status",
    "Tag",
    "Topic",
    "TopicQuerySet",
    "TopicTag",
    "Wording",
    "post_of",
    "topic_address",
]
