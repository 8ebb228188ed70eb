"""The place of the desk's tests: one space with a moderator, another with another, an answer by a member."""

from dataclasses import dataclass

from forum.models import Post, Space
from members.models import Member


@dataclass
class Place:
    space: Space
    moderator: Member
    stranger: Member  # tends another space
    admin: Member
    author: Member
    reader: Member
    post: Post  # an answer of the author's
    masked: Post  # an answer by a mask of the author's
