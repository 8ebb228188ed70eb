"""Every task of the clock is sent by the beat; what runs by night keeps the counters and the HTML true."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from community.celery import app
from community.health import drift
from forum.actions import recounting, rerendering
from forum.models import Comment, Post, Topic
from members.actions.accounts import forget_sessions
from tests import cast, make

pytestmark = pytest.mark.django_db

# Sent for one event, message, press, copy, goodbye, picture.
ON_DEMAND = {
    "activity.deliver",
    "forum.ask_services",
    "forum.follow_languages",
    "notices.send",
    "notices.test_device",
    "privacy.export",
    "privacy.brought_pictures",
    "privacy.erase",
    "uploads.fetch",
}


def test_every_task_of_ours_is_in_the_schedule_and_nothing_else_is(settings) -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == ours - ON_DEMAND


WHAT_A_BEAT_KNOWS = """
import sys
from celery.beat import Scheduler
from community.celery import app

scheduler = Scheduler(app, lazy=True)
scheduler.setup_schedule()
app.loader.init_worker()
app.finalize()
with app.connection_for_write() as connection:
    for entry in scheduler.schedule.values():
        scheduler.apply_async(entry, connection=connection)
    with connection.channel() as channel:
        sent = [channel.basic_get("default", no_ack=True).headers["task"] for _ in scheduler.schedule]
        assert channel.basic_get("default") is None
print("apps" if "members.models" in sys.modules else "names", *sorted(sent))
"""


@pytest.mark.parametrize(("process", "knows"), [("beat", "names"), ("worker", "apps")])
def test_the_beat_sends_every_task_and_has_none_of_the_apps_in_its_memory(settings, process: str, knows: str) -> None:
    told = os.environ | {"PROCESS": process, "CELERY_BROKER_URL": "memory://"}
    command = [sys.executable, "-c", WHAT_A_BEAT_KNOWS]
    said = subprocess.run(command, env=told, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
    found, *sent = said.stdout.split()
    assert found == knows
    assert sent == sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


HOW_A_BEAT_BEGINS = """
import sys
from celery.beat import Service
from community.celery import app

service = Service(app, schedule_filename=sys.argv[1])
tick = service.scheduler.tick

def all_that_is_due():
    while tick() == 0:
        pass
    service.stop()
    return 0

with app.connection_for_write() as connection, connection.channel() as channel:
    channel.queue_declare("default")
    service.scheduler.tick = all_that_is_due
    service.start()
    while message := channel.basic_get("default", no_ack=True):
        print(message.headers["task"])
"""


def test_a_beat_begins_with_a_sign_of_life_whether_it_was_there_before_or_not(settings, tmp_path: Path) -> None:
    told = os.environ | {"PROCESS": "beat", "CELERY_BROKER_URL": "memory://"}
    command = [sys.executable, "-c", HOW_A_BEAT_BEGINS, str(tmp_path / "schedule")]
    for _time in range(2):
        said = subprocess.run(command, env=told, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
        assert said.stdout.split() == ["hosting.look"]


AS_IF_THE_CLOCK_HAD_GONE_AHEAD = """
import sys
from datetime import timedelta
from celery.beat import Service
from community.celery import app

service = Service(app, schedule_filename=sys.argv[1])
for entry in service.scheduler.schedule.values():
    entry.last_run_at += timedelta(days=365)
service.scheduler.close()
"""

HOW_LONG_IT_RESTS = """
import sys
from celery.beat import Service
from celery.signals import beat_init
from community.celery import app

service = Service(app, schedule_filename=sys.argv[1])
beat_init.send(sender=service)
print(max(entry.is_due()[1] for entry in service.scheduler.schedule.values()))
service.scheduler.close()
"""


def test_a_schedule_of_a_clock_that_went_ahead_does_not_rest_until_that_day(settings, tmp_path: Path) -> None:
    told = os.environ | {"PROCESS": "beat", "CELERY_BROKER_URL": "memory://"}
    for code in (AS_IF_THE_CLOCK_HAD_GONE_AHEAD, HOW_LONG_IT_RESTS):
        command = [sys.executable, "-c", code, str(tmp_path / "schedule")]
        said = subprocess.run(command, env=told, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
    assert float(said.stdout) <= timedelta(days=7).total_seconds()


def written() -> tuple[Topic, Post]:
    topic = make.topic(by=cast.ines())
    post = make.answer(topic=topic, by=cast.dorrie())
    make.helped_mark(post=post)
    make.comment(post=post, by=cast.pau())
    return topic, post


def test_counters_that_are_true_are_left_alone() -> None:
    topic, _post = written()
    version = Topic.objects.get(pk=topic.pk).version
    assert recounting.recount_all().drifted == []
    assert Topic.objects.get(pk=topic.pk).version == version
    assert drift() == ""


def test_counters_that_drifted_are_put_right_and_told_of() -> None:
    topic, post = written()
    right = make.topic(by=cast.tobias())
    Topic.objects.filter(pk=topic.pk).update(answer_count=7, helped_count=0)
    Post.objects.filter(pk=post.pk).update(comment_count=3, helped=False)
    found = recounting.recount_all()
    assert (found.drifted, found.topics) == ([topic.pk], 2)
    topic.refresh_from_db()
    post.refresh_from_db()
    assert (topic.answer_count, topic.helped_count, post.comment_count, post.helped) == (1, 1, 1, True)
    assert Topic.objects.get(pk=right.pk).version == right.version
    assert "1" in drift()
    cache.clear()
    assert recounting.recount_all().drifted == []
    assert drift() == ""


@pytest.mark.parametrize("fields", [{"helped": False}, {"comment_count": 0}])
def test_one_wrong_counter_of_a_post_is_found(fields) -> None:
    topic, post = written()
    Post.objects.filter(pk=post.pk).update(**fields)
    assert recounting.recount_all().drifted == [topic.pk]


def test_html_of_an_older_renderer_is_made_again_and_kept_pages_with_it() -> None:
    topic, post = written()
    Post.objects.filter(pk=post.pk).update(body="**new**", html="old", renderer=0)
    comment = Comment.objects.get()
    Comment.objects.filter(pk=comment.pk).update(body="*new*", html="old", renderer=0)
    imported = make.answer(topic=topic, by=cast.tobias(), is_html=True)
    Post.objects.filter(pk=imported.pk).update(body="<p>**theirs**</p>", html="old", renderer=0)
    version = Topic.objects.get(pk=topic.pk).version
    assert rerendering.rerender_all() >= 2
    assert "<strong>new</strong>" in Post.objects.get(pk=post.pk).html
    assert "<em>new</em>" in Comment.objects.get().html
    assert Post.objects.get(pk=imported.pk).html == "<p>**theirs**</p>"
    assert Topic.objects.get(pk=topic.pk).version > version
    assert rerendering.rerender_all() == 0


def test_a_session_that_is_over_leaves_no_address_behind(client) -> None:
    dorrie = cast.dorrie()
    client.force_login(dorrie)
    key = client.session.session_key
    living = UserSession.objects.get_or_create(session_key=key, defaults={"user": dorrie, "ip": "192.0.2.1"})[0]
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now() - timedelta(days=1))
    UserSession.objects.create(user=dorrie, session_key="over", ip="192.0.2.7")
    assert forget_sessions() == 1
    assert list(UserSession.objects.all()) == [living]
