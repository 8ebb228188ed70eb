"""Whatever a task is sent to, a worker started without -Q takes."""

from django.conf import settings

from community.celery import app


def test_every_task_goes_to_a_queue_that_workers_take() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert "notices.send" in ours
    taken = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    assert {getattr(task, "queue", None) or settings.CELERY_TASK_DEFAULT_QUEUE for task in ours.values()} <= taken
