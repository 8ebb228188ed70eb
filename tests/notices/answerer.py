"""Stands for a web process: answers one topic after the other, each in its transaction, and can be killed."""

import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from activity.record import record  # noqa: E402
from forum.models import Topic  # noqa: E402
from members.models import Member  # noqa: E402
from tests import make  # noqa: E402
from tests.harness import note  # noqa: E402

PAUSE = 0.02  # seconds inside the transaction: time to be killed in

dorrie = Member.objects.get(handle="dorrie")
for topic in Topic.objects.filter(answer_count=0).order_by("pk"):
    note("begin", f"answer {topic.pk}")
    with transaction.atomic():
        answer = make.answer(topic=topic, by=dorrie)
        record(verb="post.written", actor=answer, target=answer, data={"topic": topic.pk, "post": answer.pk})
        time.sleep(PAUSE)
    note("end", f"answer {topic.pk}")
