"""Which members have a part in the page of a topic or a list, so that it shows them something of their own."""

from __future__ import annotations

import json
from typing import Any

from django.utils.dateparse import parse_datetime

from forum import rules
from forum.drafting import purpose
from forum.templatetags.rows import HEARD, heard_words, new_since, post_address, unread_place
from masks import sealed
from members.models import Member
from notices.queries import bell

# Every way in which the page of one member differs from that of the next. Whoever adds something of a reader's own to
# the topic page adds a line, and a case to tests/pagecache/test_shared_page.py.
HAS_PART = """
EXISTS (SELECT 1 FROM forum_post WHERE id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_comment WHERE post_id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_follow AS follow WHERE follow.member_id = reader.id AND (
  follow.topic_id = reader.topic OR follow.space_id = (SELECT space_id FROM forum_topic WHERE id = reader.topic)
  OR follow.tag_id = ANY (ARRAY(SELECT tag_id FROM forum_topictag WHERE topic_id = reader.topic))))
OR EXISTS (SELECT 1 FROM nudges_claim WHERE topic_id = reader.topic AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_bookmark WHERE member_id = reader.id AND post_id = ANY (reader.posts))
OR EXISTS (SELECT 1 FROM recognition_thanks WHERE post_id = ANY (reader.posts) AND member_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_draft WHERE member_id = reader.id AND context = 'topic:' || reader.topic)
OR EXISTS (SELECT 1 FROM forum_draft WHERE owner_tag = reader.sealed_draft)
OR reader.tends IS NOT NULL
OR EXISTS (SELECT 1 FROM members_block WHERE blocker_id = reader.id OR blocked_id = reader.id)
OR EXISTS (SELECT 1 FROM forum_mutedmask WHERE member_id = reader.id)
"""
MAY_BE_TOLD = "EXISTS (SELECT 1 FROM notices_notice WHERE member_id = reader.id AND read_at IS NULL)"
SPACES_TENDED = """
SELECT json_agg(json_build_array(space_id, starts_at))::text FROM forum_appointment
WHERE member_id = asked.id AND ended_at IS NULL AND now() >= starts_at AND now() < ends_at
"""  # as `rules.tended_spaces`
READER = f"""
(SELECT asked.*, ({SPACES_TENDED}) AS tends
 FROM (SELECT %s::bigint AS id, %s::bigint AS topic, %s::bigint[] AS posts, %s::bytea AS sealed_draft) asked) reader
"""  # noqa: S608  (ours, from end to end)


class Facts:
    """What is the same of every page. The first thing that the row says beyond what it must: the spaces they tend."""

    def learn(self, member: Member, *more: str | None) -> None:
        terms: list[Any] = [(space, parse_datetime(since)) for space, since in json.loads(more[0] or "[]")]
        rules.note_tended(member, terms)

    def is_told(self, member: Member) -> bool:
        return bell.has_unread(member)

    def places(self, subjects: tuple[Any, ...], *more: str | None) -> dict[str, str]:
        return {}


class TopicReaderFacts(Facts):
    """The subjects are the topic's id and those of the posts on the page."""

    def sql(self) -> str:
        return QUESTION

    def params(self, member: Member, subjects: tuple[Any, ...]) -> tuple[str, ...]:
        topic, posts = subjects or (0, ())
        draft = sealed.text_tag(member, purpose(f"topic:{topic}"))
        return str(member.pk), str(topic), "{" + ",".join(map(str, posts)) + "}", f"\\x{draft.hex()}"


QUESTION = f"({HAS_PART})::text, ({MAY_BE_TOLD})::text, reader.tends FROM {READER}"


# What of a list is a reader's own: all of it where they tend a space or met somebody whom they do not want to meet;
# else the first post of each topic that they have not read, as `lists.shown_to` finds it, and how much they hear of the
# space or the tag whose list it is.
LIST_QUESTION = f"""
(reader.tends IS NOT NULL OR EXISTS (SELECT 1 FROM members_block WHERE blocker_id = reader.id))::text,
({MAY_BE_TOLD})::text,
reader.tends,
(SELECT string_agg(mark.topic_id || ':' || later.id, ' ')
 FROM forum_readingmark mark CROSS JOIN LATERAL (
   SELECT id FROM forum_post
   WHERE topic_id = mark.topic_id AND position > mark.position AND status = 'visible' ORDER BY position LIMIT 1) later
 WHERE mark.member_id = reader.id AND mark.topic_id = ANY (reader.topics)),
(SELECT level::text FROM forum_follow
 WHERE member_id = reader.id AND (space_id = reader.space OR tag_id = reader.tag))
FROM (SELECT asked.*, ({SPACES_TENDED}) AS tends
 FROM (SELECT %s::bigint AS id, %s::bigint[] AS topics, %s::bigint AS space, %s::bigint AS tag) asked) reader
"""  # noqa: S608  (ours, from end to end)


NO_LIST: tuple[tuple[str, int], tuple[Any, ...]] = (("", 0), ())


class ListReaderFacts(Facts):
    """The subjects are "space" or "tag" with its number where it is the list of one, and the id, the address and the title
    of each topic in it.
    """

    def sql(self) -> str:
        return LIST_QUESTION

    def params(self, member: Member, subjects: tuple[Any, ...]) -> tuple[str, ...]:
        (kind, number), rows = subjects or NO_LIST
        space, tag = (str(number) if kind == one else "0" for one in ("space", "tag"))
        return str(member.pk), "{" + ",".join(str(pk) for pk, _, _ in rows) + "}", space, tag

    def places(self, subjects: tuple[Any, ...], *more: str | None) -> dict[str, str]:
        _about, rows = subjects or NO_LIST
        unread = dict(pair.split(":") for pair in (more[1] or "").split())
        places = {unread_place(pk): _new(unread.get(str(pk)), where, title) for pk, where, title in rows}
        return places | {HEARD: heard_words(more[2])}


def _new(post_id: str | None, topic_address: str, title: str) -> str:
    return new_since(post_address(topic_address, post_id), title) if post_id else ""
