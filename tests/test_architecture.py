"""Each rule of direction holds, and each is shown to find a planted breach."""

from pathlib import Path

import pytest

from tests.architecture import breaches

ROOT = Path(__file__).resolve().parents[1]


def test_the_rules_hold() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        # across apps
        ("forum/models.py", "from notices.models import Notice", "does not stand to the left"),
        ("forum/actions/posts.py", "import recognition.actions", "does not stand to the left"),
        ("members/queries.py", "def f():\n    from forum import queries", "does not stand to the left"),
        ("activity/record.py", "from members.models import Member", "does not stand to the left"),
        ("writing/render.py", "from masks import sealed", "does not stand to the left"),
        ("notices/tasks.py", "from nudges.policy import allow", "does not stand to the left"),
        ("routing/score.py", "from nudges.policy import allow", "does not stand to the left"),
        ("nudges/tasks.py", "from inbound.mail import reply", "does not stand to the left"),
        ("blog/actions.py", "from gatherings.models import Gathering", "does not stand to the left"),
        ("forum/rules.py", "if TYPE_CHECKING:\n    from blog.models import Article", "does not stand to the left"),
        ("blog/actions/publish.py", "from forum.views.topics import topic", "presentation of forum"),
        ("forum/queries.py", "from community import settings", "configuration"),
        ("forum/queries/lists.py", "from web import pagecache", "presentation of web"),
        # configuration, and views of two apps
        ("community/trouble.py", "from members.models import Member", "configuration imports members"),
        ("community/front.py", "def f():\n    from web import pagecache", "configuration imports web"),
        ("blog/views/drafts.py", "from moderation.views.desk import refused", "views import views of moderation"),
        ("forum/views/home.py", "from members.views import hello", "views import views of members"),
        ("notices/views.py", "from forum.views import common", "views import views of forum"),
        # inside an app
        ("forum/models.py", "from forum.rules import may_post", "models import rules"),
        ("forum/models/posts.py", "from forum.rules import may_post", "models import rules"),
        ("forum/rules.py", "from forum import queries", "rules import queries"),
        ("forum/words.py", "from forum.actions.posts import answer", "rules import actions"),
        ("forum/queries/lists.py", "from forum.actions import posts", "queries import actions"),
        ("forum/queries/lists.py", "from ..actions import posts", "queries import actions"),
        ("forum/actions/posts.py", "from forum.views import topics", "actions import presentation"),
        ("forum/actions.py", "def f():\n    from forum.forms import Ask", "actions import presentation"),
        ("forum/actions.py", "from forum.tasks import free_held", "actions import tasks"),
        # signals
        ("forum/actions.py", "from django.db.models.signals import post_save", "signals"),
        ("forum/apps.py", "from django.db.models import signals", "signals"),
        ("forum/rules.py", "from django.dispatch import Signal", "signals"),
        # views that write
        ("forum/views.py", "def v(request):\n    Post.objects.create(body='')", "a view writes"),
        ("forum/views/posts.py", "def v(request):\n    post.save()", "a view writes"),
        ("forum/views/posts.py", "def v(request):\n    Post.objects.filter(pk=1).update(body='')", "a view writes"),
        ("forum/views/posts.py", "def v(request):\n    form.save()", "a view writes"),
        ("forum/views/posts.py", "def v(request):\n    Post.objects.all().delete()", "a view writes"),
        # what has one home
        ("nudges/queries/facts.py", "from zoneinfo import ZoneInfo", "imports zoneinfo"),
        ("members/forms/profile.py", "import zoneinfo", "imports zoneinfo"),
        (
            "recognition/queries/mine.py",
            "from django.contrib.humanize.templatetags.humanize import apnumber",
            "which web/numbers.py does",
        ),
        ("blog/queries/desk.py", "Topic.objects.visible_to(None)", "past forum.rules.readable_topics"),
        (
            "nudges/queries/summons.py",
            "Topic.objects.filter(pk=1).visible_to(member, tended=moderated)",
            "past forum.rules.readable_topics",
        ),
        (
            "mentorship/queries/finding.py",
            "Q(blocker=a, blocked=b) | Q(blocker=b, blocked=a)",
            "past Block.objects.between",
        ),
        # what is sent past the gate of the treaty
        ("nudges/actions/letters.py", "from django.core.mail import send_mail", "sends past the outbox"),
        ("blog/actions/invitations.py", "from django.core import mail\nmail.send_mail", "sends past the outbox"),
        ("members/actions/hello.py", "from members.mail import Mail", "sends past the outbox"),
        ("notices/actions/digests.py", "from smtplib import SMTP", "sends past the outbox"),
        ("notices/actions/digests.py", "import smtplib\nsmtplib.SMTP_SSL('mail')", "sends past the outbox"),
        ("notices/tasks.py", "def f():\n    import pywebpush", "sends past the outbox"),
        ("mentorship/actions/requests.py", "from django.core.mail import EmailMessage", "sends past the outbox"),
        ("notices/tasks.py", "mailer.deliver(message)", "delivers past the gate"),
        ("notices/actions/digests.py", "Message.objects.create(kind='digest')", "makes a message past"),
        ("nudges/actions/letters.py", "Message.objects.filter(pk=1).get_or_create()", "makes a message past"),
        ("nudges/actions/letters.py", "Message(kind='stay').save()", "makes a message past"),
        ("nudges/actions/calls.py", "from notices.actions import push", "sends past the outbox"),
        # pages that go on
        ("blog/queries/articles.py", "rows.filter(at__lt=at, pk__lt=pk)", "pages by itself"),
        ("notices/queries/bell.py", "Q(**{'id__gt': number})", "pages by itself"),
        ("mentorship/views/pairs.py", "from datetime import datetime\ndatetime.fromisoformat('')", "reads a time"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, path: str, code: str, found: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(code)
    assert [line for line in breaches(tmp_path) if found in line and line.startswith(path)]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (
            "forum/actions/posts.py",
            "from activity.record import record\nfrom masks import sealed\nfrom forum import queries",
        ),
        ("forum/views.py", "from notices import queries\nfrom forum.actions import posts\nfrom web import pagecache"),
        ("forum/views.py", "def v(request):\n    context.update(page='home')"),
        ("members/apps.py", "from allauth.account.signals import user_signed_up\nfrom django.dispatch import receiver"),
        ("notices/tasks.py", "from notices.actions import send"),
        ("forum/rules.py", "Topic.objects.visible_to(None)"),
        ("mentorship/queries/finding.py", "Goal.objects.open().visible_to(member)"),
        ("forum/queries/people.py", "Q(blocker=author) | Q(blocked=author)"),
        ("members/queries/people.py", "rows.filter(Q(sort__lt=name) | Q(id__lt=id))"),
        ("forum/actions/recounting.py", "rows.filter(pk__gt=after)"),
        ("importers/actions/job.py", "from forum.actions import bulk"),
        ("community/urls.py", "from forum.views.home import front"),
        ("forum/views/home.py", "from members.views import landing"),
        ("blog/views.py", "from web.http import or_404\nfrom moderation import queries"),
    ],
)
def test_what_is_allowed_is_not_found(tmp_path: Path, path: str, code: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(code)
    assert breaches(tmp_path) == []
