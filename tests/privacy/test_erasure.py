"""Erased: nothing of somebody is found again, and what others wrote is whole (R45)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog.actions import invitations
from blog.models import Article
from forum.actions.posts import answer
from forum.models import Comment, HelpedMark, Post, Revision, Topic
from masks import sealed
from members import queries
from members.models import FormerHandle, Member, StageChange
from members.rules import NotAllowed
from mentorship.models import Letter, Mentorship
from moderation.models import Report
from notices.models import Message, Notice
from privacy.actions import erasures
from privacy.actions.erasing import masks, quotes, steps
from privacy.actions.erasing.common import Leaving
from privacy.fates import FATES
from privacy.models import Erasure, Going
from recognition.models import Help, Thanks
from tests import cast, make
from tests.blog.room import LONG
from tests.privacy.room import ADDRESS, CANARY, World, erase, everything, left, numbers_left
from tests.privacy.test_exports import files, made, signed_in, taken
from tests.uploads.pictures import sent, settled, shows
from uploads.actions import sweeping
from uploads.models import Picture, Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


# --- the table of fates -------------------------------------------------------------------------------------------------


def unspoken(models: Any) -> list[str]:
    """Keys to a member of which no fate is known."""
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.fields
        if field.related_model is Member or field.name == "member_id"
    }
    return sorted(keys - set(FATES))


def test_every_key_to_a_member_has_a_fate() -> None:
    everyone = list(apps.get_models(include_auto_created=True))
    assert unspoken(everyone) == []
    assert all(apps.get_model(key.rpartition(".")[0])._meta.get_field(key.rpartition(".")[2]) for key in FATES)


def test_a_new_key_would_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FATES, "forum.Bookmark.member")
    assert unspoken([apps.get_model("forum.Bookmark")]) == ["forum.Bookmark.member"]


def test_each_step_has_a_name_of_its_own() -> None:
    assert len(set(steps.NAMES)) == len(steps.ORDER)


# --- with the words -----------------------------------------------------------------------------------------------------


def test_of_whoever_takes_all_along_nothing_is_found(world) -> None:
    assert len(left(CANARY)) > 40
    number = world.erased.pk
    erasure = erase(world.erased, words="take")
    assert erasure.done_at is not None
    assert left(CANARY) == []
    assert left(ADDRESS) == []
    assert numbers_left(number) == []
    assert not Member.objects.filter(pk=number).exists()


def test_what_others_wrote_stays_readable_with_a_sentence_in_place(world) -> None:
    erase(world.erased, words="take")
    page = signed_in(world.ines).get(Topic.objects.get(pk=world.topic.pk).get_absolute_url(), follow=True)
    text = page.content.decode()
    assert "Dorrie’s reply stays." in text
    assert "A former member took these words with them." in text
    assert "Taken away by a former member" in text
    assert "Ines’ remark stays." in "".join(Comment.objects.values_list("body", flat=True))
    assert "Ines’ thanks stay." in "".join(Thanks.objects.values_list("note", flat=True))


def test_what_stood_alone_is_gone_and_counters_are_right(world) -> None:
    erase(world.erased, words="take")
    lonely = Topic.objects.get(pk=world.lonely.pk)
    assert lonely.status == "deleted"
    assert signed_in(world.ines).get(lonely.get_absolute_url()).status_code == 404
    assert Post.objects.get(pk=world.answer.pk).status == "visible"  # somebody remarked below it
    assert not Revision.objects.filter(post=world.answer.pk).exists()
    for topic in Topic.objects.all():
        visible = topic.posts.filter(position__gt=0, status="visible")
        assert topic.answer_count == visible.count()


@pytest.mark.parametrize("own_reply", [True, False])
def test_a_topic_stays_where_somebody_answered_who_is_not_its_asker(own_reply: bool) -> None:
    make.community()
    me, other = cast.pau(), cast.ines()
    topic = make.topic(by=me, title="QUILLTITLE")
    if own_reply:
        make.answer(topic=topic, by=me)
    else:
        make.answer(topic=topic, mask=make.mask(of=other, topic=topic))
    erase(me, words="take")
    assert Topic.objects.get(pk=topic.pk).status == ("deleted" if own_reply else "visible")
    assert left("quilltitle") == []


# --- under a former member ----------------------------------------------------------------------------------------------


def test_words_that_stay_stand_under_a_former_member(world) -> None:
    number = world.erased.pk
    erase(world.erased)
    assert Post.objects.get(pk=world.answer.pk).body == f"{CANARY}-second"
    assert Post.objects.get(pk=world.answer.pk).author.shown_name == "A former member"
    page = (
        signed_in(world.ines).get(Topic.objects.get(pk=world.topic.pk).get_absolute_url(), follow=True).content.decode()
    )
    assert "A former member" in page
    assert f"{CANARY} title of mine" in page
    assert numbers_left(number) == []


def test_of_whoever_leaves_their_words_only_these_are_found(world) -> None:
    erase(world.erased)
    public = ("title", "lonely", "asked", "first", "second", "remark", "note", "letter", f"{CANARY} ")
    rest = [line for line in left(CANARY) if not any(word in line for word in public)]
    assert rest == []
    for word in ("name", "-old", "-new", "@example", "-bio", "-intro", "-goal", "-report", "-by", "-browser", "-draft"):
        assert left(f"{CANARY}{word}") == [], word


@pytest.mark.parametrize("words", ["keep", "take"])
def test_quotations_and_mentions_of_others_name_nobody(world, words: str) -> None:
    erase(world.erased, words=words)
    post = Post.objects.get(pk=world.quoting.pk)
    assert post.body.startswith("> a former member wrote:\n>\n> Words.")
    assert "Ask a former member and a former member" in post.body
    for text in (post.body, post.html, post.text, str(post.search)):
        assert CANARY not in text.lower()
    assert "Thank you a former member." in Comment.objects.get(body__startswith="Thank you").html
    assert Member.objects.get(pk=world.ines.pk).bio == "Walks with a former member."


def test_a_moderators_decisions_stay_with_a_former_moderator(world) -> None:
    erase(world.erased)
    page = Client().get(reverse("moderation:log")).content.decode()
    assert "A former moderator" in page
    assert "Selling something." in page


def test_pairs_end_and_letters_stay_with_the_other(world) -> None:
    erase(world.erased, words="take")
    assert all(pair.ended_at for pair in Mentorship.objects.filter(pk__in=[world.pair.pk, world.mentee.pk]))
    assert [letter.body for letter in Letter.objects.all()] == ["A former member took these words with them."]
    other = world.pair.mentor.member
    assert signed_in(other).get(reverse("mentorship:pair", args=[world.pair.pk])).status_code == 200


def test_the_report_stays_as_a_case_without_its_words(world) -> None:
    erase(world.erased)
    row = Report.objects.get()
    assert (row.note, row.member.kind) == ("", "tombstone")


def test_two_who_go_do_not_stumble_over_each_other(world) -> None:
    second = make.member(name="Second")
    make.thanks(post=world.reply, by=second)
    Help.objects.create(kind="greeting", helper=second, helped=world.ines)
    make.pair(mentee=second, mentor=make.mentor())
    erase(world.erased)
    erase(second)
    assert Member.objects.filter(kind="tombstone").count() == 1
    assert Erasure.objects.exclude(done_at=None).count() == 2


# --- masks --------------------------------------------------------------------------------------------------------------


def test_what_was_written_without_a_name_stays_and_belongs_to_nobody(world) -> None:
    me = world.erased
    erase(me)
    assert Post.objects.get(pk=world.masked.pk).body == "Masked words."
    assert sealed.mine(me) == []
    assert not sealed.owns(me, world.mask)
    assert not Going.objects.exists()


def test_masked_words_that_go_go_over_days_and_nothing_says_whose_they_were(world, monkeypatch) -> None:
    erase(world.erased, masked="go")
    row = Going.objects.get()
    assert world.mask.pk.hex not in row.box
    assert len(row.box) > 4096
    assert masks.go_on() == 0
    assert Post.objects.get(pk=world.masked.pk).status == "visible"
    assert row.next_at >= timezone.now() + timedelta(hours=22)
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    assert not Going.objects.exists()
    gone = Post.objects.get(pk=world.masked.pk)
    assert "Masked words" not in f"{gone.body}{gone.html}{gone.text}"
    assert gone.mask == world.mask


def test_an_article_and_what_changed_go_with_the_mask_that_wrote_them(world) -> None:
    topic = make.masked_topic(by=world.erased, title="What changed")
    answered = make.answer(topic=topic, by=world.ines)
    HelpedMark.objects.create(post=answered, mask=topic.mask, what_changed="QUILLCHANGED")
    long = make.answer(topic=topic, mask=topic.mask, body=LONG)
    invitation = invitations.invite(moderator=world.admin, post=long, reason="It helps.")
    article = invitations.accept(actor=world.erased, invitation=invitation, byline="mask", byline_words="")
    Article.objects.filter(pk=article.pk).update(title="QUILLARTICLE", body="QUILLWORDS")
    assert article.mask == topic.mask
    erase(world.erased, masked="go")
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    assert left("quillchanged") + left("quillarticle") + left("quillwords") == []
    article.refresh_from_db()
    assert article.state == Article.State.WITHDRAWN


def test_an_edit_that_came_meanwhile_is_not_undone(world) -> None:
    """The rows were found before they were locked; what stands in them by then counts."""
    post = make.answer(by=world.ines, body=f"@{world.erased.handle} said so.")
    found = list(Post.objects.filter(pk=post.pk))
    Post.objects.filter(pk=post.pk).update(body=f"Changed: @{world.erased.handle} said so.")
    erasure = erasures.ask(member=world.erased, words="keep", masked="stay")
    leaving = Leaving(erasure, world.erased)
    quotes._posts(quotes.Called(leaving), found)
    post.refresh_from_db()
    assert post.body == "Changed: a former member said so."


def test_a_masked_topic_that_others_answered_stays_readable(world) -> None:
    topic = make.masked_topic(by=world.erased, title="QUILLTITLE", body="QUILLBODY")
    make.answer(topic=topic, by=world.ines, body="Ines’ words stay.")
    erase(world.erased, masked="go")
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    topic.refresh_from_db()
    assert (topic.status, topic.title) == ("visible", "Taken away by a former member")
    assert left("quilltitle") + left("quillbody") == []


def test_the_last_of_them_goes_within_seven_days(world) -> None:
    topics = [make.topic() for _ in range(6)]
    for topic in topics:
        make.answer(topic=topic, mask=make.mask(of=world.erased, topic=topic))
    erase(world.erased, masked="go")
    for _ in range(8):
        if row := Going.objects.first():
            assert row.next_at <= timezone.now() + timedelta(days=7)
            Going.objects.update(next_at=timezone.now())
            masks.go_on()


# --- two weeks to think -------------------------------------------------------------------------------------------------


@pytest.fixture
def pau() -> Member:
    make.community()
    member = cast.pau()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


CHOICE = {"words": "take", "masked": "stay", "sure": "on"}


def test_asking_signs_out_and_a_mail_says_how_to_stop_it(pau) -> None:
    client = signed_in(pau, fresh=True)
    answer = client.post(reverse("privacy:erase"), CHOICE)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert "_auth_user_id" not in client.session
    assert Notice.objects.get(member=pau).kind == "leaving"
    assert Message.objects.get(member=pau).kind == "leaving"
    erasure = Erasure.objects.get()
    assert timedelta(days=13.9) < erasure.due_at - timezone.now() <= timedelta(days=14)
    erasures.sweep()
    assert Member.objects.get(pk=pau.pk).is_active


def test_signing_in_leads_to_the_click_that_stops_it(pau) -> None:
    stage = pau.stage
    erasures.ask(member=pau, words="take", masked="stay")
    client = Client()
    said = {"login": pau.handle, "password": make.PASSWORD}
    led = client.post(reverse("account_login") + "?next=/members/", said)
    assert led["Location"] == reverse("privacy:leaving")
    assert "Keep my account" in client.get(led["Location"]).content.decode()
    assert client.post(reverse("privacy:stop")).status_code == 303
    assert not Erasure.objects.exists()
    assert Member.objects.get(pk=pau.pk).stage == stage
    assert StageChange.objects.filter(member=pau).count() == 2


def test_once_begun_it_cannot_be_stopped(pau) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    assert erasures.stop(member=pau) is False
    assert Erasure.objects.filter(pk=erasure.pk).exists()


@pytest.mark.parametrize("said", [{}, {"words": "all"}, {"sure": ""}, {"masked": "x"}])
def test_a_choice_that_is_none_is_refused_beside_the_field(pau, said: dict[str, str]) -> None:
    data = CHOICE | said if said else {}
    answer = signed_in(pau, fresh=True).post(reverse("privacy:erase"), data)
    assert answer.status_code == 422
    assert 'class="error' in answer.content.decode() or 'aria-invalid="true"' in answer.content.decode()
    assert not Erasure.objects.exists()


def test_only_after_a_fresh_sign_in(pau) -> None:
    answer = signed_in(pau).post(reverse("privacy:erase"), CHOICE)
    assert answer.status_code == 302
    assert not Erasure.objects.exists()


def test_twice_is_once(pau) -> None:
    erasures.ask(member=pau, words="keep", masked="stay")
    with pytest.raises(NotAllowed):
        erasures.ask(member=pau, words="take", masked="go")


def test_the_last_admin_stays_until_there_is_another(pau) -> None:
    admin = cast.nasreen()
    with pytest.raises(NotAllowed, match="only admin"):
        erasures.ask(member=admin, words="keep", masked="stay")
    other = make.member(is_staff=True)
    erasures.ask(member=admin, words="keep", masked="stay")
    with pytest.raises(NotAllowed):  # the other would now be the last
        erasures.ask(member=other, words="keep", masked="stay")
    assert "only admin" in signed_in(other).get(reverse("privacy:leaving")).content.decode()


def test_who_becomes_the_last_admin_meanwhile_waits(pau) -> None:
    admin, other = cast.nasreen(), make.member(is_staff=True)
    erasures.ask(member=admin, words="keep", masked="stay")
    Member.objects.filter(pk=other.pk).update(is_active=False)
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    erasure = Erasure.objects.get()
    assert erasure.began_at is None
    assert erasure.due_at > timezone.now()


def test_a_suspended_member_can_go(pau) -> None:
    noor = cast.noor()
    number = noor.pk
    assert erase(noor, words="take").done_at is not None
    assert numbers_left(number) == []


# --- a job that is cut off ----------------------------------------------------------------------------------------------


def test_it_may_be_cut_off_after_any_batch(world) -> None:
    erasure = erasures.ask(member=world.erased, words="take", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    tasks = 0
    while Erasure.objects.get(pk=erasure.pk).done_at is None:
        erasures.work(id=erasure.pk, seconds=-1, sleep=lambda _: None)
        tasks += 1
    assert tasks > len(steps.ORDER)
    assert left(CANARY) == []


def test_a_dead_workers_job_is_found_and_a_living_ones_is_left_alone(pau, monkeypatch) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    sent: list[int] = []
    monkeypatch.setattr(erasures, "_send", sent.append)
    erasures.sweep()
    erasures.sweep()
    assert sent == [erasure.pk]
    Erasure.objects.update(look_again_at=timezone.now() - timedelta(seconds=1))
    erasures.sweep()
    assert sent == [erasure.pk] * 2


def test_what_fails_is_counted_and_tried_again(pau, monkeypatch) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    monkeypatch.setattr(steps, "at", lambda _name: lambda _leaving: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erasures.work(id=erasure.pk)
    assert Erasure.objects.get().attempts == 1
    monkeypatch.undo()
    erasures.work(id=erasure.pk, seconds=1000, sleep=lambda _: None)
    assert Erasure.objects.get().done_at


def test_it_rests_as_long_as_it_works(pau) -> None:
    erasure = erasures.ask(member=pau, words="keep", masked="stay")
    Erasure.objects.update(due_at=timezone.now())
    erasures.sweep()
    rests: list[float] = []
    began = time.monotonic()
    erasures.work(id=erasure.pk, seconds=1000, sleep=rests.append)
    assert len(rests) >= len(steps.ORDER) - 1
    assert 0 < sum(rests) <= time.monotonic() - began


# --- afterwards ---------------------------------------------------------------------------------------------------------


def test_the_handle_is_nobodys_for_a_year(pau) -> None:
    erase(pau)
    assert not FormerHandle.objects.exclude(handle="").exists()
    with pytest.raises(queries.NameTaken):
        queries.free_name("Pau")
    FormerHandle.objects.update(until=timezone.now())
    assert queries.free_name("Pau") == "Pau"


def test_the_address_can_join_again_and_the_old_page_is_gone(pau) -> None:
    erase(pau)
    assert queries.by_address("pau@example.org") is None
    assert signed_in(cast.ines()).get("/@pau/").status_code == 404
    assert "pau@example.org" not in everything()


def test_nobody_else_loses_anything(world) -> None:
    before = {row: Post.objects.get(pk=row).body for row in (world.reply.pk,)}
    members = set(Member.objects.values_list("pk", flat=True))
    erase(world.erased, words="take")
    assert {row: Post.objects.get(pk=row).body for row in before} == before
    assert members - set(Member.objects.values_list("pk", flat=True)) == {world.erased.pk}


def test_a_copy_that_was_put_back_brings_nobody_back(pau, capsys) -> None:
    """The list is kept beside the copies; the members on it are erased once more."""
    call_command("erased")
    assert "Nobody was erased" in capsys.readouterr().out
    number = pau.pk
    with pytest.raises(CommandError, match="no member"):
        call_command("erased", "--again", str(number), "999999")
    assert Member.objects.filter(pk=number).exists()
    call_command("erased", "--again", str(number))
    assert not Member.objects.filter(pk=number).exists()
    assert capsys.readouterr().out.startswith(f"{number}\t")


# --- pictures -----------------------------------------------------------------------------------------------------------


def test_pictures_are_in_the_copy_and_go_with_the_words() -> None:
    make.community()
    me = settled(cast.pau())
    picture = sent(me)
    post = answer(actor=me, topic=make.topic(by=cast.ines()), body=shows(picture), masked=False, submit_key=None)
    make.comment(post=post, by=cast.dorrie())
    kept = Use.objects.get(kind="post", holder_id=post.pk).picture_id
    found = taken(me, made(me))
    assert [path for path in found if path.startswith(f"pictures/{kept}.")]
    erase(me, words="take")
    assert not Use.objects.exists()
    sweeping.sweep()
    assert not Picture.objects.exists()
    assert Post.objects.get(pk=post.pk).status == "visible"


def test_masked_pictures_are_in_the_masked_copy_alone() -> None:
    make.community()
    me = settled(cast.pau())
    post = answer(actor=me, topic=make.topic(by=cast.ines()), body=shows(sent(me)), masked=True, submit_key=None)
    kept = Use.objects.get(kind="post", holder_id=post.pk).picture_id
    assert not [path for path in taken(me, made(me)) if "pictures/" in path]
    masked = files(signed_in(me, fresh=True).post(reverse("privacy:masked")).content)
    assert [path for path in masked if path.startswith(f"pictures/{kept}.")]
