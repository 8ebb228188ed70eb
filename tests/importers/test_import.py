"""A dump comes in whole, once, and whatever is wrong with a row stays with that row."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from activity.models import Delivery, Event
from forum.actions import bulk
from forum.models import Comment, HelpedMark, Post, Status, Topic
from importers.actions import run
from importers.models import Imported
from members.models import Member
from notices.models import Message, Notice
from tests.importers import dump

pytestmark = pytest.mark.django_db

SITE = "example.stackexchange.com"


def bring_in(folder: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("import_stackexchange", str(folder), "--site", SITE, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def post(foreign: int) -> Post:
    return Post.objects.get(pk=Imported.objects.get(kind="post", foreign_id=foreign).object_id)


def everything() -> dict[str, list[object]]:
    models = (Topic, Post, Comment, HelpedMark, Member, Imported)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_whole_of_it_comes_in(tmp_path: Path) -> None:
    said = bring_in(dump.write(tmp_path))
    assert "2 questions, 3 answers" in said
    assert "2 people, 1 robots" in said
    assert "1 tag wikis" in said
    assert "1 badges" in said
    topic = post(1).topic
    assert (topic.title, topic.kind, topic.audience) == ("How do I read a letter?", "question", "everyone")
    assert (topic.answer_count, topic.helped_count, topic.next_position) == (2, 1, 3)
    assert sorted(tag.name for tag in topic.tags.all()) == ["first-steps", "letters"]
    assert sorted(tag.name for tag in post(4).topic.tags.all()) == ["letters", "phone"]
    assert str(topic.created_at) == "2011-02-01 10:00:00+00:00"
    assert post(2).comment_count == 1


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    before = everything()
    assert "Nothing changed." in bring_in(tmp_path)
    assert everything() == before


def test_a_run_that_broke_off_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "import_answers", power_cut)
    with pytest.raises(KeyboardInterrupt):
        bring_in(dump.write(tmp_path))
    assert Topic.objects.count() == 2
    monkeypatch.undo()
    bring_in(tmp_path)
    assert Post.objects.count() == 5
    assert HelpedMark.objects.count() == 1


def test_nobody_is_told_and_the_ledger_stays_empty(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()
    assert not Message.objects.exists()
    assert mail.outbox == []


def test_ones_own_accepted_answer_is_no_help(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    assert [mark.post for mark in HelpedMark.objects.all()] == [post(2)]
    assert not post(5).helped


def test_imported_people_cannot_sign_in_and_are_in_no_list(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    ana = Member.objects.get(handle="ana-se5")
    assert (ana.kind, ana.email, ana.is_listed) == ("imported", None, False)
    assert not ana.has_usable_password()
    assert not Member.objects.people().filter(pk=ana.pk).exists()
    assert Member.objects.get(handle="community-robot").kind == "robot"


def test_a_missing_users_file_makes_authors_from_their_numbers(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path, without=("Users.xml",)))
    assert post(1).member.display_name == "user5"
    assert post(3).member.kind == "tombstone"


def test_the_credit_follows_licence_and_date(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    assert [post(n).source["licence"] for n in (1, 3, 4, 5)] == [
        "CC BY-SA 2.5",
        "CC BY-SA 4.0",
        "CC BY-SA 3.0",
        "CC BY-SA 4.0",
    ]
    assert post(2).source["author"] == "Ana"
    assert post(2).source["author_url"] == f"https://{SITE}/users/6"
    assert post(3).source["author"] == "Gone"
    assert post(2).source["url"] == f"https://{SITE}/a/2"


def test_links_between_posts_lead_home(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    html = post(3).html
    assert f'href="{post(2).get_absolute_url()}"' in html
    assert f'href="{post(4).topic.get_absolute_url()}"' in html
    assert f"https://{SITE}/a/99" in html  # not in the dump: it stays a link to there


def test_scripts_do_not_come_in(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    assert "<script" not in post(2).html
    assert "<script" not in Comment.objects.first().html
    assert "onerror" not in Member.objects.get(handle="ana-se5").bio_html


def test_bad_rows_are_named_and_stop_nothing(tmp_path: Path) -> None:
    said = bring_in(dump.write(tmp_path), "--errors", str(tmp_path / "errors.txt"))
    assert "answer 7: its question 999 is not in the dump, or was refused" in said
    assert "answer 8: CreationDate is not a date: not a date" in said
    assert "comment 4: it is empty" in (tmp_path / "errors.txt").read_text()


def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    dump.write(tmp_path)
    text = (tmp_path / "Posts.xml").read_text()
    (tmp_path / "Posts.xml").write_text(text[: text.index('<row Id="4"') + 20])
    with pytest.raises(CommandError, match=r"Posts\.xml breaks off at line 7"):
        bring_in(tmp_path)
    assert Topic.objects.count() in (0, 1)  # the batch that holds the break is given out whole or not at all


def test_no_posts_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no Posts\.xml"):
        bring_in(tmp_path)


def test_a_folder_that_names_no_community(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Which community is it from"):
        call_command("import_stackexchange", str(dump.write(tmp_path)))


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once(tmp_path: Path) -> None:
    dump.write(tmp_path)
    refused: list[str] = []

    def second() -> None:
        try:
            bring_in(tmp_path)
        except CommandError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with run._alone():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused == ["Another import is running. Wait until it has finished."]


def test_recounting_finds_no_drift_and_repairs_one(tmp_path: Path) -> None:
    bring_in(dump.write(tmp_path))
    topics = list(Topic.objects.values_list("pk", flat=True))
    assert bulk.recount(topics=topics) == 0
    Topic.objects.filter(pk=topics[0]).update(answer_count=7)
    Post.objects.filter(topic=topics[1], position=1).update(status=Status.HIDDEN)
    assert bulk.recount(topics=topics) == 2


REAL = os.environ.get("MURMURATION_DUMP", "")


@pytest.mark.skipif(
    not REAL, reason="MURMURATION_DUMP names no folder with a real dump (history.meta.stackexchange.com)"
)
def test_a_real_community() -> None:
    out = io.StringIO()
    host = "history.meta.stackexchange.com"
    call_command("import_stackexchange", REAL, "--site", host, stdout=out, stderr=io.StringIO())
    said = out.getvalue()
    assert "2,294 people, 1 robots, 556 questions, 1,095 answers, 3,454 comments" in said.replace("new: ", "")
    assert "6 tag wikis" in said
    assert "12 marks on one's own answer" in said  # 11 by number, one by the name of an asker without a number
    assert HelpedMark.objects.count() == 169
    assert "could not be taken over" not in said
    again = io.StringIO()
    call_command("import_stackexchange", REAL, "--site", host, stdout=again, stderr=io.StringIO())
    assert "Nothing changed." in again.getvalue()
