"""Which members have a part in a topic's page, so that it shows them something of their own."""

from __future__ import annotations

from typing import Any

from forum import rules
from forum.drafting import purpose
from masks import sealed
from members.models import Member
from notices.queries import bell

# Every way in which the page of one member differs from that of the next. Whoever adds something of a reader's own to
# the topic page adds a line, and a case to tests/pagecache/test_shared_page.py.
HAS_PART = """
EXISTS (SELECT 1 FROM forum_post WHERE id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_comment WHERE post_id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_follow WHERE topic_id = reader.topic AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_bookmark WHERE member_id = reader.id AND post_id = ANY (reader.posts))
OR EXISTS (SELECT 1 FROM recognition_thanks WHERE post_id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_draft WHERE member_id = reader.id AND context = 'topic:' || reader.topic)
OR EXISTS (SELECT 1 FROM forum_draft WHERE owner_tag = reader.sealed_draft)
OR reader.tends
OR EXISTS (SELECT 1 FROM members_block WHERE blocker_id = reader.id OR blocked_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_mutedmask WHERE member_id = reader.id)
"""
MAY_BE_TOLD = "EXISTS (SELECT 1 FROM notices_notice WHERE member_id = reader.id AND read_at IS NULL)"
READER = """
(SELECT asked.*, EXISTS (SELECT 1 FROM forum_appointment WHERE member_id = asked.id AND ended_at IS NULL) AS tends
 FROM (SELECT %s::bigint AS id, %s::bigint AS topic, %s::bigint[] AS posts, %s::bytea AS sealed_draft) asked) reader
"""


class TopicReaderFacts:
    """The subjects are the topic's id and those of the posts on the page."""

    def sql(self) -> str:
        return QUESTION

    def params(self, member: Member, subjects: tuple[Any, ...]) -> tuple[str, ...]:
        topic, posts = subjects
        draft = sealed.text_tag(member, purpose(f"topic:{topic}"))
        return str(member.pk), str(topic), "{" + ",".join(map(str, posts)) + "}", f"\\x{draft.hex()}"

    def learn(self, member: Member, *more: str | None) -> None:
        if more == ("false",):
            rules.tends_nothing(member)

    def is_told(self, member: Member) -> bool:
        return bell.has_unread(member)


QUESTION = f"({HAS_PART})::text, ({MAY_BE_TOLD})::text, reader.tends::text FROM {READER}"
