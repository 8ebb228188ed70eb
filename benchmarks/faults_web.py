"""Stands for a web process: answers what nobody has answered, each in its transaction, until nothing is left."""

import django

django.setup()

from django.db import transaction  # noqa: E402

from activity.record import record  # noqa: E402
from forum.models import Topic  # noqa: E402
from members.models import Member  # noqa: E402
from tests import make  # noqa: E402
from tests.harness import note  # noqa: E402

helper = Member.objects.get(handle="faults_helper")
for topic in Topic.objects.filter(answer_count=0, title="Faults").order_by("pk").iterator(chunk_size=200):
    note("begin", f"answer {topic.pk}")
    with transaction.atomic():
        answer = make.answer(topic=topic, by=helper)
        record(verb="post.written", actor=answer, target=answer, data={"topic": topic.pk, "post": answer.pk})
    note("end", f"answer {topic.pk}")
