"""Queues the three letters that suggest something: the welcome, the ask to stay, and the same for somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from forum.actions.drafts import KEPT_FOR
from forum.models import Topic
from members.actions import goals
from members.models import Goal, Hello, Member
from members.queries.path import is_before_today
from mentorship.actions.mentors import ASK_TO_RENEW_BEFORE
from notices.actions import outbox
from notices.actions.choices import How, choose
from notices.actions.tell import tell
from notices.rules import FIRST_DAYS
from nudges.policy import (
    GAP,
    IGNORED_AFTER,
    IGNORED_STOPS,
    LEFT_AT_MOST,
    PER_PERIOD,
    PERIOD,
    RECIPROCITY_GAP,
    STOPPABLE,
    WELCOME_FROM,
    WELCOME_UNTIL,
    Nudge,
)
from nudges.queries import reachable
from nudges.queries.facts import NUDGES, reachable_hello

AT_ONCE = 500  # letters that one run queues
TOLD_OF = ["article_invited", "quote_asked", "helped", "thanked", "digest"]  # heeded by reading what it tells of
PER_QUESTION = 3  # members who are written to about one question: as many as a first wave
WAITS_AT_LEAST = timedelta(hours=2)  # a question: before that, those who opted in are asked
WAITS_AT_MOST = timedelta(days=7)  # an older question is no longer what somebody needs tonight
# Heeded by coming to read, on that day or later; whoever opens the line of it in the page has read it as well.
NOTES = ["appreciation", "goal_check_in", "alumni_note", "emeritus_hello", "purpose"]
HELP_IS_FRESH = timedelta(days=365)  # somebody helped longer ago may not remember it
ASK_AFTER = timedelta(days=14)  # a goal reached longer ago is not asked about any more


# --- the welcome -------------------------------------------------------------------------------------------


def greeted(event: Event) -> None:
    """On hello.said: one welcome, a day after joining, because a person wrote."""
    hello = Hello.objects.select_related("newcomer").filter(pk=event.target_id).first()
    if hello is None or reachable_hello(hello.newcomer) is None:
        return
    newcomer, now = hello.newcomer, timezone.now()
    if now - newcomer.joined_at > WELCOME_UNTIL:
        return
    outbox.queue(
        to=newcomer,
        kind=Nudge.WELCOME,
        dedupe_key=f"welcome:{newcomer.pk}",
        why=_("You joined a day or two ago. It is the only welcome that is sent."),
        not_before=max(now, newcomer.joined_at + WELCOME_FROM),
    )


# --- stay, rest or goodbye ------------------------------------------------------------------------------------


def ask_to_stay() -> int:
    """Hourly: the one ask, on the day after a goal was reached and by day, in the page and by mail. Says how many."""
    now = timezone.now()
    reached = Goal.objects.filter(
        reached_at__gt=now - ASK_AFTER,
        asked_to_stay_at=None,
        closed_at=None,
        answer_to_stay="",
        member__in=reachable.reachable(now),
    ).select_related("member")
    due = {goal.pk: goal for goal in reached.order_by("reached_at")[:AT_ONCE] if _is_another_day(goal)}
    with transaction.atomic():
        asked = goals.asked_to_stay(goal_ids=due)
        for id in asked:
            _ask(due[id])
    return len(asked)


def _is_another_day(goal: Goal) -> bool:
    assert goal.reached_at is not None
    return is_before_today(goal.reached_at, goal.member, timezone.now())


def _ask(goal: Goal) -> None:
    tell(to=goal.member, kind="stay", dedupe_key=f"stay:{goal.pk}", data={"goal": goal.pk})
    outbox.queue(
        to=goal.member,
        kind=Nudge.STAY,
        dedupe_key=f"stay:{goal.pk}",
        why=_("You said that you reached what you set out for. This is asked once."),
        data={"goal": goal.pk},
    )


# --- the same for somebody else --------------------------------------------------------------------------------

# One row per member: a question that waits and has a tag of a topic in which somebody helped this member, both
# under their names. What a mask gave or was given counts toward nothing.
PAIRS = reachable.sql("""
WITH helped AS (
    SELECT DISTINCT ON (help.helped_id, tagged.tag_id) help.helped_id, help.helper_id, help.post_id, tagged.tag_id
    FROM recognition_help AS help JOIN forum_topictag AS tagged ON tagged.topic_id = help.topic_id
    WHERE help.kind = 'answer' AND help.helped_id IS NOT NULL AND help.helper_id IS NOT NULL
      AND help.at BETWEEN %(fresh)s AND %(yesterday)s
    ORDER BY help.helped_id, tagged.tag_id, help.at DESC
), waiting AS (
    SELECT topic.id, topic.member_id AS asker_id, topic.created_at, tagged.tag_id
    FROM forum_topic AS topic JOIN forum_topictag AS tagged ON tagged.topic_id = topic.id
    JOIN forum_space AS space ON space.id = topic.space_id
    WHERE topic.kind = 'question' AND topic.status = 'visible' AND topic.answer_count = 0
      AND topic.closed_at IS NULL
      AND space.visibility IN ('public', 'members')
      AND topic.created_at BETWEEN %(oldest)s AND %(newest)s
      AND (SELECT count(*) FROM notices_message AS message
           WHERE message.kind = 'reciprocity' AND message.topic_id = topic.id) < %(per_question)s
), pairs AS (
    SELECT DISTINCT ON (member.id) member.id AS member_id, waiting.id AS topic_id, waiting.created_at,
           helped.helper_id, helped.post_id, tag.name AS tag
    FROM helped
    JOIN waiting ON waiting.tag_id = helped.tag_id
    JOIN forum_tag AS tag ON tag.id = helped.tag_id
    JOIN members_member AS member ON member.id = helped.helped_id
    LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
    LEFT JOIN notices_choice AS choice ON choice.member_id = member.id AND choice.kind = 'reciprocity'
    WHERE {living:member} AND {at_peace:member} AND {awake:member} AND {unblocked:member:waiting.asker_id}
      AND member.email IS NOT NULL AND member.joined_at < %(settled)s
      AND coalesce(choice.by_mail, true) AND coalesce(allowance.per_month, %(usual)s) > 0
      AND waiting.asker_id IS DISTINCT FROM member.id
      AND {willing:member:waiting.id}
      AND NOT EXISTS (SELECT 1 FROM notices_message AS message
                      WHERE message.member_id = member.id AND message.kind = ANY(%(nudges)s)
                        AND (message.state IN ('queued', 'sending')
                             OR message.state = 'sent' AND message.sent_at > %(week)s))
      AND NOT EXISTS (SELECT 1 FROM notices_message AS message
                      WHERE message.member_id = member.id AND message.kind = 'reciprocity'
                        AND (message.topic_id = waiting.id
                             OR message.state = 'sent' AND message.sent_at > %(month)s))
      AND (SELECT count(*) FROM notices_message AS message
           WHERE message.member_id = member.id AND message.kind = ANY(%(nudges)s)
             AND message.state = 'sent' AND message.sent_at > %(period)s) < coalesce(allowance.per_month, %(usual)s)
    ORDER BY member.id, waiting.created_at, waiting.id
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY topic_id ORDER BY random()) AS place FROM pairs
)
SELECT member_id, topic_id, helper_id, post_id, tag FROM ranked WHERE place <= %(per_question)s
ORDER BY created_at LIMIT %(at_once)s
""")


def reciprocate() -> int:
    """Hourly: writes to members who were helped, about a question like theirs that waits. Says how many.

    The budget is asked again when each letter goes; here it only keeps letters from being queued in vain.
    """
    now = timezone.now()
    values = reachable.values(now) | {
        "fresh": now - HELP_IS_FRESH,
        "yesterday": now - timedelta(days=1),
        "oldest": now - WAITS_AT_MOST,
        "newest": now - WAITS_AT_LEAST,
        "settled": now - FIRST_DAYS,
        "week": now - GAP,
        "month": now - RECIPROCITY_GAP,
        "period": now - PERIOD,
        "nudges": NUDGES,
        "usual": PER_PERIOD,
        "per_question": PER_QUESTION,
        "at_once": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, values)
        pairs = cursor.fetchall()
    with transaction.atomic():
        return sum(_write_to(*pair) for pair in pairs)


def _write_to(member_id: int, topic_id: int, helper_id: int, post_id: int, tag: str) -> bool:
    why = _(
        "Somebody helped you with “%(tag)s”, and this question is about it too. The next one can come in thirty "
        "days at the earliest."
    )
    queued = outbox.queue(
        to=Member.objects.get(pk=member_id),
        kind=Nudge.RECIPROCITY,
        dedupe_key=f"reciprocity:{topic_id}:{member_id}",
        why=lazy(lambda: str(why) % {"tag": tag}, str)(),
        topic=Topic.objects.get(pk=topic_id),
        data={"helper": helper_id, "post": post_id},
    )
    return queued is not None


# --- what came of them ---------------------------------------------------------------------------------------------


def note_outcomes() -> None:
    """Hourly: which letters were acted on, told from what the member did here and never from the mail; and a kind
    of which two in a row went by without a reply stops.
    """
    with connection.cursor() as cursor:
        heeded: dict[str, Any] = {"before": ASK_TO_RENEW_BEFORE, "told": TOLD_OF, "notes": NOTES}
        unswept = KEPT_FOR - LEFT_AT_MOST  # so soon a draft that is gone was not taken by the sweep
        cursor.execute(HEEDED, heeded | {"unswept": unswept})
        ignored: dict[str, Any] = {"ignored": timezone.now() - IGNORED_AFTER, "stops": IGNORED_STOPS}
        cursor.execute(IGNORED, ignored | {"kinds": list(STOPPABLE)})
        stopped = cursor.fetchall()
    for member_id, kind in stopped:
        choose(member=Member.objects.get(pk=member_id), kind=kind, by_mail=False, how=How.TWO_IGNORED)


HEEDED = """
UPDATE notices_message AS message SET seen_at = found.at
FROM (
    SELECT message.id, min(mark.at) AS at FROM notices_message AS message
    JOIN forum_readingmark AS mark
      ON mark.member_id = message.member_id AND mark.topic_id = message.topic_id AND mark.at >= date_bin('1 day', message.sent_at, 'epoch')
    WHERE message.kind = 'reciprocity' AND message.state = 'sent' AND message.seen_at IS NULL GROUP BY message.id
    UNION ALL
    SELECT message.id, min(post.created_at) FROM notices_message AS message
    JOIN forum_post AS post
      ON post.member_id = message.member_id AND post.topic_id = message.topic_id AND post.created_at >= message.sent_at
    WHERE message.kind = 'reciprocity' AND message.state = 'sent' AND message.seen_at IS NULL GROUP BY message.id
    UNION ALL
    SELECT message.id, now() FROM notices_message AS message
    JOIN members_goal AS goal ON goal.id = (message.data ->> 'goal')::bigint AND goal.answer_to_stay <> ''
    WHERE message.kind = 'stay' AND message.state = 'sent' AND message.seen_at IS NULL
    UNION ALL
    SELECT message.id, min(letter.at) FROM notices_message AS message
    JOIN mentorship_letter AS letter
      ON letter.author_id = message.member_id AND letter.mentorship_id = (message.data ->> 'pair')::bigint
     AND letter.at >= message.sent_at
    WHERE message.kind = 'check_in' AND message.state = 'sent' AND message.seen_at IS NULL GROUP BY message.id
    UNION ALL
    SELECT message.id, now() FROM notices_message AS message
    JOIN mentorship_mentor AS mentor ON mentor.member_id = message.member_id
     AND (mentor.ended_at >= message.sent_at OR mentor.term_ends_at > message.sent_at + %(before)s)
    WHERE message.kind = 'term' AND message.state = 'sent' AND message.seen_at IS NULL
    UNION ALL
    SELECT message.id, min(mark.at) FROM notices_message AS message
    JOIN forum_readingmark AS mark
      ON mark.member_id = message.member_id AND mark.at >= date_bin('1 day', message.sent_at, 'epoch')
    WHERE message.kind = ANY(%(notes)s) AND message.state = 'sent' AND message.seen_at IS NULL
      AND message.sent_at > now() - interval '30 days'
    GROUP BY message.id
    UNION ALL
    SELECT message.id, now() FROM notices_message AS message
    WHERE message.kind = 'resume' AND message.state = 'sent' AND message.seen_at IS NULL
      AND message.sent_at > now() - %(unswept)s
      AND NOT EXISTS (SELECT 1 FROM forum_draft AS draft
                      WHERE draft.id = (message.data ->> 'draft')::bigint AND draft.updated_at < message.sent_at)
    UNION ALL
    SELECT message.id, now() FROM notices_message AS message
    JOIN members_goal AS goal ON goal.id = (message.data ->> 'goal')::bigint
    WHERE message.kind = 'goal_check_in' AND message.state = 'sent' AND message.seen_at IS NULL
      AND (goal.reached_at >= message.sent_at OR goal.closed_at >= message.sent_at
           OR EXISTS (SELECT 1 FROM members_milestone AS step
                      WHERE step.goal_id = goal.id AND step.reached_at >= message.sent_at))
    UNION ALL
    SELECT message.id, min(notice.read_at) FROM notices_message AS message
    JOIN notices_notice AS notice ON notice.member_id = message.member_id
     AND notice.read_at >= message.sent_at AND message.data -> 'notices' @> to_jsonb(notice.id)
    WHERE message.kind = ANY(%(told)s) AND message.state = 'sent' AND message.seen_at IS NULL
      AND message.sent_at > now() - interval '30 days'
    GROUP BY message.id
) AS found
WHERE found.id = message.id
"""

IGNORED = """
SELECT member_id, kind FROM (
    SELECT message.member_id, message.kind, message.seen_at, message.sent_at, choice.at AS chosen_at,
           row_number() OVER (PARTITION BY message.member_id, message.kind ORDER BY message.sent_at DESC) AS place
    FROM notices_message AS message
    LEFT JOIN notices_choice AS choice ON choice.member_id = message.member_id AND choice.kind = message.kind
    WHERE message.kind = ANY(%(kinds)s) AND message.state = 'sent' AND message.member_id IS NOT NULL
      AND message.sent_at <= %(ignored)s AND coalesce(choice.by_mail, true)
      AND (choice.at IS NULL OR message.sent_at > choice.at)
) AS last
WHERE place <= %(stops)s
GROUP BY member_id, kind
HAVING count(*) = %(stops)s AND count(seen_at) = 0
"""
