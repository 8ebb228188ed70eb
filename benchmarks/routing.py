"""Who can answer one question among a million members: how long it takes, and its plan in benchmarks/plans/routing.txt.

In an empty database of its own. People, questions, answers and marks are made by set-based SQL: a few people answer much,
a few tags have most of the questions, three in ten offered to be asked, and of some of these it is night.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, models
from django.utils import timezone

from forum.models import Post, Space, Tag, Topic, TopicTag
from members.models import Goal, Journey, Member
from nudges.models import Offer, Summons
from nudges.queries import reachable
from recognition.models import Help
from routing.queries import People, best_for, question
from writing.search_text import vector

PLAN = Path(__file__).parent / "plans" / "routing.txt"
TAGS, TITLES, QUESTIONS = 300, 2000, 60
SHARE_OF_TOPICS = 5  # members for each topic; each has an opening post and two answers
FIRST = "first"
ZONES = ["Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Asia/Tokyo"]
# As a wave of a question asks: who offered it, lives here, is awake and at peace, with their own cap and what they bear.
ASKABLE = reachable.sql("""
    SELECT offer.member_id, offer.asked_at AS last_asked_at,
           (SELECT coalesce(sum(power(0.5::float, extract(epoch FROM %(now)s - summons.at)::float / 2592000)), 0)
            FROM nudges_summons AS summons
            WHERE summons.member_id = member.id AND summons.at > %(now)s - interval '90 days') AS load,
           1 - (SELECT count(*) FROM nudges_summons AS summons
                WHERE summons.member_id = member.id AND summons.at > %(now)s - interval '7 days') AS room
    FROM nudges_offer AS offer JOIN members_member AS member ON member.id = offer.member_id
    WHERE offer.kind = 'answer' AND offer.stopped_at IS NULL
      AND {living:member} AND {at_peace:member} AND {awake:member} AND {unblocked:member:%(asker)s::bigint}
""")

# Who was not asked for longest, as the index has them.
TURN = """
    SELECT member_id FROM nudges_offer WHERE kind = 'answer' AND stopped_at IS NULL
    ORDER BY asked_at NULLS FIRST LIMIT 100
"""


class NotEmpty(Exception):
    """The database holds people."""


def run(people: int) -> None:
    if not Member.objects.filter(handle=FIRST).exists():  # a second time it measures what is there
        if Member.objects.count() > 100:
            raise NotEmpty("Benchmarks of routing need an empty database of their own.")
        _timed("people", lambda: _people(people))
        _timed("questions", lambda: _questions(people))
        _timed("statistics", _counted)
    now = timezone.now()
    asked = list(Topic.objects.filter(pk__in=random.Random(1).sample(_topics(), QUESTIONS)))  # noqa: S311
    took = [_milliseconds(topic, now) for topic in asked for _again in range(2)][1::2]
    print(
        f"One question among {Member.objects.count():,} members: median {statistics.median(took):.0f} ms, slowest {max(took):.0f} ms"
    )
    _explain(asked, took, now)


def _milliseconds(topic: Topic, now) -> float:
    began = time.perf_counter()
    best_for(topic, _askable(now), 3, now)
    return (time.perf_counter() - began) * 1000


def _askable(now) -> People:
    return People(ASKABLE, TURN, reachable.values(now))


def _explain(asked: list[Topic], took: list[float], now) -> None:
    """Of the question in the middle, and of the slowest."""
    order = sorted(range(len(took)), key=took.__getitem__)
    plans = []
    with connection.cursor() as cursor:
        for name, place in (("the question in the middle", order[len(order) // 2]), ("the slowest", order[-1])):
            statement, values = question(asked[place], _askable(now), now)
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            plans.append(f"{name}: {took[place]:.0f} ms with its reading in Python\n\n{plan}")
    PLAN.write_text(f"Among {Member.objects.count():,} members.\n\n" + "\n\n".join(plans) + "\n")


def _timed(what: str, work: Callable[[], None]) -> None:
    began = time.perf_counter()
    work()
    print(f"{what}: made in {time.perf_counter() - began:.0f} s", flush=True)


def _topics() -> list[int]:
    return list(Topic.objects.values_list("pk", flat=True))


def _people(many: int) -> None:
    first = Member.objects.create_user(
        FIRST, email="first@example.org", display_name="First", approved_at=timezone.now()
    )
    zone = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(ZONES))
    listed = f"CASE WHEN n % 20 = 0 THEN ARRAY['tag' || floor(power(random(), 2) * {TAGS})] ELSE ARRAY[]::varchar[] END"
    special = {
        "id": "n", "handle": "'m' || n", "handle_key": "''", "name_key": "''", "name_look": "''", "email": "NULL",
        "time_zone": f"CASE n % {len(ZONES)} {zone} END", "can_help_with": listed,
    }  # fmt: skip
    _copied(Member, special, f"generate_series({first.pk + 1}, {first.pk + many}) AS n")
    _sql(
        "INSERT INTO nudges_offer (member_id, kind, at, asked_at) SELECT id, 'answer', now(),"
        " CASE WHEN id % 4 > 0 THEN now() - random() * interval '200 days' END FROM members_member WHERE id % 10 < 3"
    )


def _questions(people: int) -> None:
    lot = random.Random(2)  # noqa: S311
    words = ["".join(lot.choice("bdfgklmnprst") + lot.choice("aeiou") for _ in range(3)) for _ in range(900)]
    titles = [" ".join(lot.choices(words, k=6)) for _ in range(TITLES)]
    _sql("CREATE TEMP TABLE title (n int, words text, search text)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO title VALUES (%s, %s, %s)",
            [(n, words, vector((words, "A"))) for n, words in enumerate(titles)],
        )
    space = Space.objects.create(slug="bench", title="Bench", visibility="public")
    Tag.objects.bulk_create(Tag(name=f"tag{n}", slug=f"tag{n}") for n in range(TAGS))
    tag, base = Tag.objects.earliest("pk").pk, Member.objects.earliest("pk").pk
    first = Topic.objects.create(space=space, title="first", member_id=base, next_position=1)
    opening = Post.objects.create(topic=first, position=0, member_id=base, body="…", html="…", text="…")
    Topic.objects.filter(pk=first.pk).update(search="'first':1A")
    many = people // SHARE_OF_TOPICS
    at = f"now() - (({first.pk + many} - n) * interval '3 years' / {many})"
    title = f"(SELECT {{}} FROM title WHERE title.n = series.n % {TITLES})"
    _copied(
        Topic,
        {"id": "n", "title": title.format("words"), "search": title.format("search") + "::tsvector", "created_at": at,
         "bumped_at": at, "member_id": f"{base} + floor(random() * {people})", "slug": "'q' || n"},
        f"generate_series({first.pk + 1}, {first.pk + many}) AS series (n)",
    )  # fmt: skip
    _sql(
        f"INSERT INTO {TopicTag._meta.db_table} (topic_id, tag_id) SELECT DISTINCT id, {tag} + floor(power(random(), 2)"
        f" * {TAGS})::int FROM forum_topic, generate_series(1, 2)"
    )
    _copied(
        Post,
        {"id": f"{opening.pk} + (topic.id - {first.pk}) * 3 + n", "topic_id": "topic.id", "position": "n",
         "submit_key": "NULL", "created_at": "topic.created_at + n * interval '2 hours'",
         "member_id": f"CASE n WHEN 0 THEN topic.member_id ELSE {base} + floor(power(random(), 4) * {people}) END"},
        f"(SELECT id, member_id, created_at FROM forum_topic WHERE id > {first.pk}) AS topic, generate_series(0, 2) AS n",
    )  # fmt: skip
    _sql(
        f"INSERT INTO {Help._meta.db_table} (kind, helper_id, helped_id, topic_id, post_id, helped_was_new, at)"
        " SELECT 'answer', post.member_id, topic.member_id, topic.id, post.id, false, post.created_at + interval '1 day'"
        " FROM forum_post AS post JOIN forum_topic AS topic ON topic.id = post.topic_id"
        " WHERE position > 0 AND post.id % 2 = 0 AND post.member_id <> topic.member_id"
    )
    _sql(
        f"INSERT INTO {Summons._meta.db_table} (kind, member_id, topic_id, wave, why, at, outcome)"
        f" SELECT 'answer', offer.member_id, {first.pk} + offer.id % {many}, 1, '', offer.asked_at, 'passed'"
        f" FROM {Offer._meta.db_table} AS offer WHERE offer.asked_at IS NOT NULL"
    )
    path = Journey.objects.create(slug="bench", title="Bench")
    _sql(
        f"INSERT INTO {Goal._meta.db_table} (member_id, journey_id, words, visibility, set_at, answer_to_stay, reached_at)"
        f" SELECT id, {path.pk}, '', 'members', now(), '', CASE WHEN id % 3 = 0 THEN now() END"
        " FROM members_member WHERE id % 7 = 0"
    )


def _copied(model: type[models.Model], special: dict[str, str], source: str) -> None:
    """Rows like the first one of the table, for each row of `source`."""
    table = model._meta.db_table
    columns = [one.column for one in model._meta.concrete_fields if not isinstance(one, models.GeneratedField)]
    values = [special.get(column, f'first."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    first = f"(SELECT * FROM {table} ORDER BY id LIMIT 1) AS first"
    _sql(f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {first} CROSS JOIN {source}")


def _counted() -> None:
    _sql("VACUUM ANALYZE")


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
