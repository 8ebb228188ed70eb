"""What was taken along from one community comes over in another: one's own words, and nothing that others gave."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from activity.models import Event
from blog.models import Article, ArticleInvitation
from forum.actions import drafts
from forum.actions.posts import answer, edit
from forum.actions.topics import ask
from forum.models import Comment, Draft, Post, Scheduled, Topic
from members.actions import goals
from members.models import Goal, Member, StageChange
from mentorship.actions import pairs
from notices.models import Notice
from privacy import coming
from privacy.actions import bringing
from privacy.models import Brought, BroughtPicture, Export
from privacy.queries import brought
from privacy.records import SETS
from recognition.models import Help, Thanks
from tests import cast, make
from tests.privacy.copies import files, made, signed_in
from tests.privacy.zips import changed, packed
from tests.races import at_once
from tests.uploads.pictures import file, sent
from uploads import actions as pictures
from uploads.models import Picture, Use
from writing.pictures import names_in

pytestmark = pytest.mark.django_db
LARGEST = 10**6


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def copy_of(member: Member) -> bytes:
    """The ZIP as they take it. A test of the same day takes a second one, too."""
    Export.objects.filter(member=member).delete()
    answer = signed_in(member, fresh=True).get(reverse("privacy:download", args=[made(member).pk]))
    assert answer.status_code == 200
    return answer.content


def bring(member: Member, content: bytes) -> bringing.Came:
    came = bringing.bring(member=member, content=content, largest=LARGEST)
    bringing.develop(member_id=member.pk)
    return came


def lies_there(member: Member) -> list[tuple[Any, ...]]:
    """All of the shelf but what the rows are called here."""
    return [
        (one.kind, one.title, one.body, one.tags, one.site, one.source, one.written_at)
        for one in Brought.objects.filter(member=member).order_by("written_at", "source")
    ]


@pytest.fixture
def there(settings: Any) -> Member:
    """Somebody who lived in a community: they asked, answered, wrote letters, were thanked, and reached a goal."""
    settings.SITE_URL = "https://there.example.org"
    make.community()
    return cast.ines(
        introduction="I keep bees.", bio="*Debt* since 2019.", can_help_with=["letters to banks"], location="Leeds"
    )


@pytest.fixture
def newcomer() -> Member:
    return make.member(handle="ines_here", name="Ines Here")


def write(me: Member, **more: Any) -> Topic:
    said: dict[str, Any] = {"space": make.space(), "audience": "members", "masked": False, "submit_key": None} | more
    return ask(actor=me, kind="question", title="What is a fee for?", body="It **rose** again.", tags=["fees"], **said)


# --- the round trip ----------------------------------------------------------------------------------------------


@pytest.fixture
def lived(there: Member) -> Member:
    me, dorrie = there, cast.dorrie()
    write(me)
    other = make.topic(by=dorrie, title="How do I begin again?")
    first = answer(actor=me, topic=other, body="With little.", masked=False, submit_key=None)
    edit(actor=me, post=first, body="With the smallest thing.", base=0)
    make.comment(post=make.answer(topic=other, by=dorrie), by=me, body="That helped me as well.")
    walk = make.pair(mentee=me, mentor=make.mentor(member=dorrie))
    pairs.write(actor=me, pair=walk, body="Dear Dorrie", submit_key=None)
    pairs.write(actor=dorrie, pair=walk, body="Dear Ines", submit_key=None)
    invited = ArticleInvitation.objects.create(post=first, member=me, invited_by=dorrie, reason="It helps.")
    Article.objects.create(
        invitation=invited, member=me, title="A year without cards", body="It **began**.", slug="a-year", post=first
    )
    drafts.keep_draft(actor=me, context="topic:7", body="Not yet said.")
    Scheduled.objects.create(
        member=me, context="ask", title="Later?", body="Said later.", at=timezone.now(), submit_key=uuid4()
    )
    path = make.journey(title="Sleeping again")
    reached = make.goal(member=me, journey=path, words="First card gone.", milestones=("Made the call",))
    goals.reach(member=me, goal=reached)
    open_goal = make.goal(member=me, journey=path, words="All cards gone.", milestones=("Opened the letters", "Paid"))
    open_goal.milestones.filter(position=0).update(reached_at=timezone.now(), note="It took a day.")
    make.thanks(post=first, by=dorrie, note="Thank you.")
    return me


def test_all_that_is_ones_own_comes_over_and_comes_over_again_from_there(lived: Member, newcomer: Member) -> None:
    came = bring(newcomer, copy_of(lived))
    assert (came.texts, came.goals, came.about, came.pathless) == (7, 3, True, [])
    site = {site for *_, site, _, _ in lies_there(newcomer)}
    assert site == {"https://there.example.org"}
    assert {(kind, title, body, tuple(tags)) for kind, title, body, tags, *_ in lies_there(newcomer)} == {
        ("topic", "What is a fee for?", "It **rose** again.", ("fees",)),
        ("answer", "How do I begin again?", "With the smallest thing.", ()),
        ("reply", "", "That helped me as well.", ()),
        ("letter", "", "Dear Dorrie", ()),
        ("article", "A year without cards", "It **began**.", ()),
        ("draft", "", "Not yet said.", ()),
        ("draft", "Later?", "Said later.", ()),
    }
    written = {one.source: one.written_at for one in Brought.objects.filter(member=newcomer)}
    for post in Post.objects.filter(member=lived):
        assert abs(written[f"forum.Post:{post.pk}"] - post.created_at) < timedelta(milliseconds=1)
    newcomer.refresh_from_db()
    said = ("introduction", "bio", "location", "can_help_with")
    assert [getattr(newcomer, name) for name in said] == [getattr(lived, name) for name in said]
    assert newcomer.bio_html == "<p><em>Debt</em> since 2019.</p>"

    third = make.member(handle="ines_at_last", name="Ines At Last")
    came = bring(third, copy_of(newcomer))
    assert (came.texts, came.goals, came.about) == (7, 3, True)
    assert lies_there(third) == lies_there(newcomer)
    assert goals_of(third) == goals_of(newcomer)


def goals_of(member: Member) -> list[tuple[Any, ...]]:
    return [
        (
            *(
                goal.journey.title,
                goal.words,
                goal.set_at.replace(microsecond=0),
                goal.is_open,
                goal.reached_at is None,
            ),
            *[(step.title, step.note, step.reached_at is None) for step in goal.milestones.all()],
        )
        for goal in Goal.objects.filter(member=member).order_by("set_at", "pk")
    ]


def test_goals_come_with_their_steps_and_are_seen_by_nobody_else(lived: Member, newcomer: Member) -> None:
    Goal.objects.filter(member=lived).update(visibility="everyone")
    Goal.objects.filter(member=lived, words="First card gone.").update(set_at=timezone.now() - timedelta(days=300))
    bring(newcomer, copy_of(lived))
    assert goals_of(newcomer) == goals_of(lived)
    assert set(Goal.objects.filter(member=newcomer).values_list("visibility", flat=True)) == {"self"}


def test_what_was_reached_elsewhere_makes_nobody_an_alum_and_asks_nobody_to_stay(
    there: Member, newcomer: Member
) -> None:
    goals.reach(member=there, goal=make.goal(member=there))
    content = copy_of(there)
    before, told = StageChange.objects.filter(member=newcomer).count(), Notice.objects.count()
    bring(newcomer, content)
    newcomer.refresh_from_db()
    assert newcomer.stage == Member.Stage.MEMBER
    assert StageChange.objects.filter(member=newcomer).count() == before
    assert Goal.objects.get(member=newcomer).asked_to_stay_at is not None
    assert (Notice.objects.count(), Event.objects.filter(member_id=newcomer.pk).exists()) == (told, False)


def test_nothing_is_posted_and_no_recognition_comes_along(lived: Member, newcomer: Member) -> None:
    counted = [model.objects.count() for model in (Topic, Post, Comment, Thanks, Help)]
    bring(newcomer, copy_of(lived))
    assert [model.objects.count() for model in (Topic, Post, Comment, Thanks, Help)] == counted


def test_the_same_copy_twice_is_one_and_what_was_thrown_away_comes_back(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    bring(newcomer, content)
    again = bring(newcomer, content)
    assert (again.texts, again.goals, again.about) == (0, 0, False)
    Brought.objects.filter(member=newcomer, kind="reply").delete()
    assert bring(newcomer, content).texts == 1


def test_what_was_taken_back_there_stays_away(there: Member, newcomer: Member) -> None:
    write(there)
    Post.objects.filter(member=there).update(status="deleted")
    assert bring(newcomer, copy_of(there)).texts == 0


def test_what_is_said_here_already_is_not_written_over(there: Member, newcomer: Member) -> None:
    Member.objects.filter(pk=newcomer.pk).update(bio="Here I am new.", bio_html="<p>Here I am new.</p>")
    newcomer.refresh_from_db()
    assert bring(newcomer, copy_of(there)).about
    newcomer.refresh_from_db()
    assert (newcomer.bio, newcomer.introduction, newcomer.location) == ("Here I am new.", "I keep bees.", "Leeds")
    assert newcomer.display_name == "Ines Here"


def test_a_goal_without_its_path_and_a_second_open_one_stay_behind(there: Member, newcomer: Member) -> None:
    debt, sleep = make.journey(title="Out of debt"), make.journey(title="Sleeping again")
    make.goal(member=there, journey=debt, words="All cards gone.")
    make.goal(member=there, journey=sleep, words="Eight hours.")
    content = copy_of(there)
    make.goal(member=newcomer, journey=debt, words="My own here.")
    sleep.title = "Resting"
    sleep.save()
    came = bring(newcomer, content)
    assert (came.goals, came.pathless) == (0, ["Sleeping again"])
    assert list(Goal.objects.filter(member=newcomer).values_list("words", flat=True)) == ["My own here."]


def test_of_every_record_set_it_is_said_whether_it_comes() -> None:
    names = {part.name for part in SETS}
    assert coming.COMES | set(coming.STAYS) == names
    assert not coming.COMES & set(coming.STAYS)


# --- pictures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def pictured(there: Member) -> Member:
    picture = pictures.take(actor=there, content=file())
    write(there)
    topic = Topic.objects.get()
    answer(actor=there, topic=topic, body=f"See ![a red half](/pictures/{picture.pk}).", masked=False, submit_key=None)
    return there


def test_pictures_come_along_made_anew_and_are_seen_by_nobody_else(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    one = Brought.objects.get(member=newcomer, kind="answer")
    [name] = names_in(one.body)
    assert name not in Post.objects.get(position=1).body
    assert one.body == f"See ![a red half](/pictures/{name})."
    [shown] = brought.shown([one])
    assert f'src="/pictures/{name}/' in shown.html
    address = reverse("uploads:file", args=[name, f"{Picture.objects.get(pk=name).stored.widths[0]}.jpg"])
    answered = signed_in(newcomer).get(address)
    assert (answered.status_code, answered["Cache-Control"]) == (200, "private, no-store")
    red, *_, blue = [Image.open(io.BytesIO(answered.content)).convert("RGB").getpixel((x, 15)) for x in (2, 37)]
    assert red[0] > 180 > 90 > red[2]  # type: ignore[index]  # of an RGB picture it is three numbers
    assert blue[2] > 180 > 90 > blue[0]  # type: ignore[index]  # of an RGB picture it is three numbers
    for other in (signed_in(pictured), Client()):
        assert other.get(address).status_code == 404
    assert not BroughtPicture.objects.exists()


def test_they_come_over_once_more_from_there(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    third = make.member(handle="third", name="Third")
    content = copy_of(newcomer)
    [name] = names_in(Brought.objects.get(member=newcomer, kind="answer").body)
    assert any(path.startswith(f"pictures/{name}.") for path in files(content))
    bring(third, content)
    [new] = names_in(Brought.objects.get(member=third, kind="answer").body)
    assert Use.objects.filter(kind="brought", picture=new).exists()


def test_a_picture_goes_with_the_words_that_show_it(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    [name] = names_in(Brought.objects.get(member=newcomer, kind="answer").body)
    bringing.drop_all(member=newcomer)
    pictures.sweep()
    assert not Picture.objects.filter(pk=name).exists()


def test_begun_anew_and_posted_the_picture_stands_in_the_post(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    one = Brought.objects.get(member=newcomer, kind="answer")
    bringing.begin(member=newcomer, brought=one)
    words = drafts.kept.draft(newcomer, "ask")
    assert words is not None
    topic = ask(
        actor=newcomer,
        kind="question",
        title="What is a fee for, again?",
        body=words.body,
        tags=[],
        space=make.space(),
        audience="members",
        masked=False,
        submit_key=None,
    )
    assert "<picture" in Post.objects.get(topic=topic).html
    bringing.drop(member=newcomer, id=one.pk)
    pictures.sweep()
    [name] = names_in(Post.objects.get(topic=topic).body)
    assert Picture.objects.filter(pk=name).exists()


def test_what_is_no_picture_is_left_out_and_the_words_stay(pictured: Member, newcomer: Member) -> None:
    content = copy_of(pictured)
    [path] = [path for path in files(content) if path.startswith("pictures/")]
    came = bring(newcomer, changed(content, {path: b"no picture at all"}))
    assert came.texts == 2
    assert not BroughtPicture.objects.exists()
    [shown] = brought.shown([Brought.objects.get(member=newcomer, kind="answer")])
    assert "<img" not in shown.html
    assert "a red half" in shown.html


def test_what_ends_its_worker_is_given_up_after_three_tries(pictured: Member, newcomer: Member) -> None:
    bringing.bring(member=newcomer, content=copy_of(pictured), largest=LARGEST)
    for attempts in (1, 2, 3):
        one = bringing._next(newcomer.pk)
        assert one is not None
        assert BroughtPicture.objects.get().attempts == attempts
        assert bringing._next(newcomer.pk) is None, "somebody is at it"
        BroughtPicture.objects.update(look_again_at=timezone.now() - timedelta(hours=1))
    assert bringing._next(newcomer.pk) is None
    assert not BroughtPicture.objects.exists()


def test_what_a_dead_worker_left_is_found(pictured: Member, newcomer: Member, monkeypatch: Any) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("activity.broker.hand_over", lambda task, calls, **how: sent.append((task, list(calls))))
    bringing.bring(member=newcomer, content=copy_of(pictured), largest=LARGEST)
    bringing.sweep()
    assert sent == [], "it waits for its first worker"
    BroughtPicture.objects.update(look_again_at=timezone.now() - timedelta(hours=1))
    bringing.sweep()
    assert sent == [("privacy.brought_pictures", [[newcomer.pk]])]


# --- at once ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_brought_twice_at_once_it_is_one(there: Member, newcomer: Member) -> None:
    write(there)
    content = copy_of(there)

    def once() -> int:
        return bringing.bring(member=newcomer, content=content, largest=LARGEST).texts

    assert sorted(at_once([once, once])) == [0, 1]
    assert Brought.objects.count() == 1


# --- the pages ---------------------------------------------------------------------------------------------------


def post_copy(member: Member, content: bytes) -> Any:
    said = {"copy": io.BytesIO(content)}
    said["copy"].name = "copy.zip"
    return signed_in(member).post(reverse("privacy:bring"), said, follow=True)


def test_a_member_brings_their_copy_reads_it_and_begins_with_it(lived: Member, newcomer: Member) -> None:
    page = post_copy(newcomer, copy_of(lived))
    assert page.redirect_chain == [(reverse("privacy:brought"), 303)]
    words = page.content.decode()
    for said in ("7 texts are here.", "3 goals stand on your path.", "What was empty on your page is filled in."):
        assert said in words
    assert "It <strong>rose</strong> again." in words
    one = Brought.objects.get(member=newcomer, kind="topic")
    begun = signed_in(newcomer).post(reverse("privacy:begin_brought", args=[one.pk]), follow=True)
    assert begun.redirect_chain == [(reverse("forum:ask"), 303)]
    assert all(said in begun.content.decode() for said in ("What is a fee for?", "It **rose** again.", "fees"))


def test_a_draft_that_waits_is_not_written_over(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    drafts.keep_draft(actor=newcomer, context="ask", body="My own words.")
    one = Brought.objects.get(member=newcomer, kind="topic")
    answered = signed_in(newcomer).post(reverse("privacy:begin_brought", args=[one.pk]))
    assert answered.status_code == 403
    assert "Another draft of yours waits there." in answered.content.decode()
    assert Draft.objects.get(member=newcomer, context="ask").body == "My own words."


def test_one_goes_and_all_go(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    client = signed_in(newcomer)
    one = Brought.objects.filter(member=newcomer).latest("pk")
    client.post(reverse("privacy:drop_brought", args=[one.pk]))
    assert Brought.objects.filter(member=newcomer).count() == 6
    page = client.post(reverse("privacy:drop_all_brought"), follow=True)
    assert not Brought.objects.filter(member=newcomer).exists()
    assert "Nothing here" in page.content.decode()


def test_anothers_shelf_is_not_there(lived: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(lived))
    one = Brought.objects.filter(member=newcomer).latest("pk")
    other = signed_in(cast.tobias())
    for name in ("privacy:begin_brought", "privacy:drop_brought"):
        assert other.post(reverse(name, args=[one.pk])).status_code == 404
    other.post(reverse("privacy:drop_all_brought"))
    assert Brought.objects.filter(member=newcomer).count() == 7


def test_a_page_of_the_shelf_has_twenty_texts_and_eight_queries(
    newcomer: Member, django_assert_num_queries: Any
) -> None:
    make.community()
    client, address = signed_in(newcomer), reverse("privacy:brought")
    for number in range(25):
        Brought.objects.create(
            member=newcomer,
            kind="reply",
            body=f"![x](/pictures/{'a' * 22}) {number}",
            site="x",
            source=str(number),
            written_at=timezone.now() - timedelta(days=number),
        )
    client.get(address)
    with django_assert_num_queries(8):
        page = client.get(address)
    assert page.content.decode().count("Begin something with it") == 20
    assert "?at=" in page.content.decode()


@pytest.mark.parametrize("content", [b"", b"no archive", packed({"a.txt": b"x"})], ids=["empty", "words", "a ZIP"])
def test_what_is_no_copy_is_refused_beside_the_field(content: bytes, newcomer: Member) -> None:
    make.community()
    page = post_copy(newcomer, content)
    assert page.status_code == 422
    assert "This is not a copy that Murmuration made." in page.content.decode()


def test_without_a_file_it_says_so(newcomer: Member) -> None:
    make.community()
    page = signed_in(newcomer).post(reverse("privacy:bring"))
    assert page.status_code == 422
    assert "Choose the file first." in page.content.decode()


def test_a_file_that_is_too_large_is_refused(newcomer: Member, settings: Any) -> None:
    make.community()
    settings.PICTURE_MEGABYTES = 1
    page = post_copy(newcomer, b"x" * 1_000_001)
    assert page.status_code == 422
    assert "This file is larger than 1 megabyte." in page.content.decode()


def test_after_five_copies_in_a_day_the_next_waits(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    assert [post_copy(newcomer, content).status_code for _ in range(6)] == [200, 200, 200, 200, 200, 429]


def test_whoever_may_not_write_brings_nothing(lived: Member, newcomer: Member) -> None:
    content = copy_of(lived)
    make.suspension(member=newcomer)
    assert post_copy(newcomer, content).status_code in (403, 422)
    assert not Brought.objects.exists()


def test_pictures_of_others_are_not_shown(newcomer: Member, there: Member) -> None:
    """Words may name anybody's picture: it is drawn for whoever holds it alone."""
    picture = sent(there)
    row = Brought.objects.create(
        member=newcomer,
        kind="reply",
        body=f"![x](/pictures/{picture.pk})",
        site="x",
        source="1",
        written_at=timezone.now(),
    )
    [shown] = brought.shown([row])
    assert "<img" not in shown.html
