"""What waits for its time: it is shown to its writer alone, changed, taken back and kept for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts, scheduling
from forum.models import Post, Scheduled, Topic
from forum.queries.drafts import draft
from forum.queries.scheduled import in_words
from members.models import Member
from tests import cast, make
from tests.forum import say
from tests.forum.later import DAY, WORDS, answer_later, ask_later, close, pass_time, sent, soon
from tests.uploads import pictures
from uploads import files
from uploads.actions import sweep
from uploads.models import Picture, Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    return cast.ines(time_zone="Asia/Tokyo")


# --- until then ---------------------------------------------------------------------------------------------------


def test_the_form_of_what_waits_holds_all_of_it(client: Client, ines: Member) -> None:
    row = ask_later(ines)
    client.force_login(ines)
    page = client.get(reverse("forum:later", args=[row.pk])).content.decode()
    when = soon(ines)
    held = (
        "Which card do I pay first?",
        WORDS,
        'value="fees"',
        f'value="{when["day"]}"',
        f'value="{when["hour"]:%H:%M}"',
    )
    for said in (*held, "Asia, Tokyo"):
        assert said in page
    assert 'value="mask"' not in page


def test_words_and_time_can_be_changed(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    drafts.keep_draft(actor=ines, context=f"later:{row.pk}", body="Half changed.")
    page = reverse("forum:later", args=[row.pk])
    assert "Half changed." in client.get(page).content.decode()
    when = soon(ines, 3 * DAY)
    said = sent(ines, body="Other words.", later_day=when["day"].isoformat(), later_time=f"{when['hour']:%H:%M}")
    assert client.post(page, said).status_code == 303
    row.refresh_from_db()
    assert row.body == "Other words."
    assert abs(row.at - timezone.now() - 3 * DAY) < timedelta(minutes=2)
    assert draft(ines, f"later:{row.pk}") is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"later_day": "2001-01-01"}, "at least five minutes"),
        ({"later_time": ""}, "Choose a day and an hour"),
        ({"body": ""}, "no words in it yet"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    client: Client, ines: Member, typed: dict[str, str], says: str
) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, body="Other words.") | typed)
    assert response.status_code == 422
    assert says in response.content.decode()
    before, at = row.body, row.at
    row.refresh_from_db()
    assert (row.body, row.at) == (before, at)


def test_a_change_of_what_was_posted_meanwhile_is_kept(client: Client, ines: Member) -> None:
    row = pass_time(answer_later(ines))
    scheduling.post_due()
    client.force_login(ines)
    said = sent(ines, body="Other words.", submit_key=str(row.submit_key))
    response = client.post(reverse("forum:later", args=[row.pk]), said, follow=True)
    page = response.content.decode()
    assert "It was posted while you had it open." in page
    assert "Other words." in page
    assert client.get(reverse("forum:later", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("way", ["list", "form"])
def test_it_can_be_posted_now(client: Client, ines: Member, way: str) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    client.force_login(ines)
    if way == "list":
        response = client.post(reverse("forum:later_now", args=[row.pk]))
    else:
        response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now", body="Other words."))
    post = topic.posts.get(position=1)
    assert response["Location"] == post.get_absolute_url()
    assert post.body == (WORDS if way == "list" else "Other words.")
    assert not Scheduled.objects.exists()


def test_a_mask_cannot_be_put_on_what_waits(client: Client, ines: Member) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    client.force_login(ines)
    client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now") | {"as": "mask"})
    assert topic.posts.get(position=1).member == ines


def test_what_is_refused_now_stays_as_it_was_and_the_words_in_the_form(client: Client, ines: Member) -> None:
    topic = make.topic()
    row = answer_later(ines, topic)
    close(topic, ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later_now", args=[row.pk])).status_code == 403
    response = client.post(reverse("forum:later", args=[row.pk]), sent(ines, do="now", body="Other words."))
    assert response.status_code == 422
    assert "This topic is closed." in response.content.decode()
    assert "Other words." in response.content.decode()
    row.refresh_from_db()
    assert row.body == WORDS
    assert draft(ines, f"later:{row.pk}").body == "Other words."


def test_it_can_be_taken_back_half_written_and_waits_for_its_writer_alone(client: Client, ines: Member) -> None:
    row = ask_later(ines)
    client.force_login(ines)
    said = {"do": "draft", "title": "", "body": "Half.", "kind": "no such kind", "space": "nowhere", "tags": "a, b"}
    assert client.post(reverse("forum:later", args=[row.pk]), said).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.title, row.body, row.data["tags"]) == (None, "", "Half.", ["a", "b"])
    Scheduled.objects.update(updated_at=timezone.now() - DAY)
    assert scheduling.post_due() == 0
    assert "Half." in client.get(reverse("forum:drafts")).content.decode()
    assert client.get(reverse("forum:later", args=[row.pk])).status_code == 200
    assert client.post(reverse("forum:later_now", args=[row.pk])).status_code == 403
    assert client.post(reverse("forum:later", args=[row.pk]), said | sent(ines, do="now")).status_code == 422
    assert not Topic.objects.exists()


def test_an_empty_form_takes_it_back_and_not_its_words(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later", args=[row.pk]), {"do": "draft", "body": " "}).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.body) == (None, WORDS)


def test_from_the_list_it_is_taken_back_as_it_is(client: Client, ines: Member) -> None:
    row = answer_later(ines)
    client.force_login(ines)
    assert client.post(reverse("forum:later_back", args=[row.pk])).status_code == 303
    row.refresh_from_db()
    assert (row.at, row.body) == (None, WORDS)
    assert client.post(reverse("forum:later_drop", args=[row.pk])).status_code == 303
    assert not Scheduled.objects.exists()


@pytest.mark.parametrize("name", ["later", "later_now", "later_back", "later_drop"])
def test_those_of_others_are_not_there(client: Client, ines: Member, name: str) -> None:
    row = answer_later(ines)
    client.force_login(cast.wilf())
    assert client.post(reverse(f"forum:{name}", args=[row.pk]), sent(ines, do="now")).status_code == 404
    assert client.post(reverse(f"forum:{name}", args=[row.pk]), {}).status_code == 404
    row.refresh_from_db()
    assert row.at is not None
    if name == "later":
        assert client.get(reverse("forum:later", args=[row.pk])).status_code == 404
        assert WORDS not in client.get(reverse("forum:drafts")).content.decode()


def test_the_list_says_where_and_when_or_that_nothing_waits(client: Client, ines: Member) -> None:
    client.force_login(ines)
    assert "Nothing waits." in client.get(reverse("forum:drafts")).content.decode()
    topic = make.topic(title="Which card first?")
    row = answer_later(ines, topic)
    page = client.get(reverse("forum:drafts")).content.decode()
    for said in ("An answer in “Which card first?”", in_words(row.at, ines), "Asia, Tokyo", WORDS):
        assert said in page
    assert "Nothing waits." not in page


def test_the_list_asks_the_same_however_many_wait(client: Client, ines: Member) -> None:
    client.force_login(ines)
    asked = []
    for _time in range(2):
        answer_later(ines)
        ask_later(ines)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("forum:drafts"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_picture_is_kept_as_long_as_it_waits(ines: Member) -> None:
    """Also where nothing ran here for a month."""
    waits, back, gone = (pictures.sent(ines) for _each in range(3))
    row = answer_later(ines, body=pictures.shows(waits), **soon(ines, 200 * DAY))
    given_up, thrown = (answer_later(ines, body=pictures.shows(one)) for one in (back, gone))
    Picture.objects.update(kept_until=timezone.now() - DAY)
    scheduling.take_back(actor=ines, id=given_up.pk)
    scheduling.throw_away(actor=ines, id=thrown.pk)
    sweep()
    assert set(Picture.objects.values_list("pk", flat=True)) == {waits.pk, back.pk}
    back.refresh_from_db()
    assert timezone.now() + 30 * DAY < back.kept_until < timezone.now() + 32 * DAY
    pass_time(row)
    scheduling.post_due()
    waits.refresh_from_db()
    assert (waits.kept_until, waits.owner_tag) == (None, None)


@pytest.mark.parametrize("back", [False, True])
def test_a_picture_that_is_posted_behind_a_mask_meanwhile_stays_where_it_waits(ines: Member, back: bool) -> None:
    """Under its old name: what waits says whose it is, and must not say under which name the mask shows it."""
    picture = pictures.sent(ines)
    row = answer_later(ines, body=pictures.shows(picture))
    if back:
        scheduling.take_back(actor=ines, id=row.pk)
    masked = say.answer(actor=ines, topic=make.topic(), body=pictures.shows(picture), masked=True)
    behind = Picture.objects.get(uses__holder_id=masked.pk)
    assert (behind.owner_tag, behind.stored.digest) == (None, None)
    assert behind.pk != picture.pk
    assert behind.stored.key != picture.stored.key
    row.refresh_from_db()
    assert row.body == pictures.shows(picture)
    if back:
        post = scheduling.post_now(actor=ines, id=row.pk, title="", body=row.body, data={})
    else:
        pass_time(row)
        scheduling.post_due()
        post = Post.objects.get(member=ines)
    assert [use.picture_id for use in Use.objects.filter(holder_id=post.pk)] == [picture.pk]
    assert f"/{picture.pk}" in post.html
    assert files.read(behind.stored.key, behind.stored.files[0])


def test_a_picture_that_waits_nowhere_is_renamed_behind_a_mask_as_before(ines: Member) -> None:
    picture, other = pictures.sent(ines), pictures.sent(ines)
    answer_later(ines, body=pictures.shows(other))
    say.answer(actor=ines, topic=make.topic(), body=pictures.shows(picture), masked=True)
    assert not Picture.objects.filter(pk=picture.pk).exists()
    assert Picture.objects.filter(pk=other.pk).exists()


def test_that_somebody_else_writes_its_name_copies_nothing(ines: Member) -> None:
    picture = pictures.sent(ines)
    answer_later(cast.wilf(), body=pictures.shows(picture))
    say.answer(actor=ines, topic=make.topic(), body=pictures.shows(picture), masked=True)
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_the_pictures_of_whoever_is_about_to_go_are_kept_until_then(ines: Member) -> None:
    picture = pictures.sent(ines)
    answer_later(ines, body=pictures.shows(picture), **soon(ines, 200 * DAY))
    Picture.objects.update(kept_until=timezone.now() - DAY)
    scheduling.take_all_back(actor=ines)
    sweep()
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_what_waits_is_kept_and_what_came_back_as_long_as_a_draft(ines: Member) -> None:
    waits, back = answer_later(ines), answer_later(ines)
    scheduling.take_back(actor=ines, id=back.pk)
    Scheduled.objects.update(updated_at=timezone.now() - 29 * DAY)
    assert scheduling.forget_old() == 0
    Scheduled.objects.update(updated_at=timezone.now() - 31 * DAY)
    assert scheduling.forget_old() == 1
    assert [row.pk for row in Scheduled.objects.all()] == [waits.pk]


@pytest.mark.parametrize("who", ["visitor", "newly signed up"])
def test_who_may_not_write_yet_is_not_offered_it(client: Client, who: str) -> None:
    if who != "visitor":
        client.force_login(make.member(approved_at=None))
    assert "Post it later" not in client.get(reverse("forum:ask")).content.decode()
    client.force_login(cast.ines())
    assert "Post it later" in client.get(reverse("forum:ask")).content.decode()


def test_what_is_wrong_with_the_words_is_said_once(client: Client, ines: Member) -> None:
    row = ask_later(ines)
    client.force_login(ines)
    there = soon(ines)
    said = {"title": "", "body": "", "do": "later", "later_day": there["day"], "later_time": there["hour"]}
    answer = client.post(reverse("forum:later", args=[row.pk]), said)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert (html.count('id="e-e"'), html.count('id="t-e"')) == (1, 1)
