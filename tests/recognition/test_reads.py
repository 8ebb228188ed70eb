"""What is read of thanks and help: two names, words in the order they came, no number, masks apart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import HelpedMark, Post, Status, Topic
from masks import sealed
from recognition import queries
from recognition.actions import featuring
from recognition.models import Featured, Help, Thanks, ThanksWord
from recognition.queries.lines import said
from tests import cast, make

pytestmark = pytest.mark.django_db


def line(post, viewer=None):
    return queries.thanks_for([post], viewer)[post.pk]


def words(found) -> str:
    return "".join(word.before + word.label for word in found.words)


def test_two_names_then_others_and_no_number() -> None:
    post = make.answer()
    for name in ("Marit", "Pau", "Joost", "Ife"):
        make.thanks(post=post, by=make.member(name=name))
    found = line(post)
    assert (found.names, found.others) == (["Marit", "Pau"], True)


def test_two_are_two_without_others() -> None:
    post = make.answer()
    make.thanks(post=post)
    make.thanks(post=post)
    assert not line(post).others


def test_words_stand_in_the_order_of_first_given_never_by_how_often() -> None:
    post = make.answer()
    make.thanks(post=post, words=("gentle",))
    for _ in range(3):
        make.thanks(post=post, words=("practical", "honest"))
    assert words(line(post)) == "being gentle, practical and honest"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["clear"], "being clear"),
        (["company"], "company"),
        (["been-there", "clear"], "having been there and being clear"),
        (["clear", "company", "gentle"], "being clear, company and being gentle"),
    ],
)
def test_words_are_said_as_one_says_them(given: list[str], sentence: str) -> None:
    from recognition.queries.words import all_words

    known = all_words()
    assert "".join(one.before + one.label for one in said([known[slug] for slug in given])) == sentence


def test_nobody_thanked_is_nothing() -> None:
    assert line(make.answer()).names == []


def test_hidden_thanks_are_hidden_and_a_kept_note_is_not_shown() -> None:
    post = make.answer()
    make.thanks(post=post, by=make.member(name="Marit"), note="Hidden words.", note_shown=True, hidden=True)
    make.thanks(post=post, by=make.member(name="Pau"), note="Kept words.")
    make.thanks(post=post, by=make.member(name="Ife"), note="Shown words.", note_shown=True)
    found = line(post)
    assert found.names == ["Pau", "Ife"]
    assert [note.text for note in found.notes] == ["Shown words."]


def test_a_closed_word_stays_on_old_thanks() -> None:
    post = make.answer()
    make.thanks(post=post, words=("clear",))
    ThanksWord.objects.filter(slug="clear").update(is_open=False)
    assert words(line(post)) == "being clear"


def test_the_viewers_own_is_known_named_masked_and_behind_a_crowd() -> None:
    post, ines = make.answer(), cast.ines()
    for _ in range(70):
        make.thanks(post=post)
    mask = sealed.wear(member=ines, topic_id=post.topic_id)
    own = make.thanks(post=post, by=ines, mask=mask)
    assert line(post, ines).mine == own
    assert line(post, cast.pau()).mine is None
    assert line(post).mine is None


def test_one_may_not_thank_oneself_named_or_behind_the_mask() -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    opening = topic.posts.get(position=0)
    mask = sealed.worn(member=ines, topic_id=topic.pk)
    assert not queries.thanks_for([opening], ines, mask=mask)[opening.pk].may_thank
    assert queries.thanks_for([opening], cast.pau())[opening.pk].may_thank
    own = make.answer(by=ines)
    assert not line(own, ines).may_thank
    assert not line(own, None).may_thank


@pytest.mark.parametrize("posts", [1, 20])
def test_a_page_of_thanks_is_one_query(django_assert_num_queries, posts: int) -> None:
    ines = cast.ines()
    made = [make.answer() for _ in range(posts)]
    for post in made:
        make.thanks(post=post)
    queries.thanks_words()
    with django_assert_num_queries(1):
        queries.thanks_for(made, ines)


def confirmed(*, helper, helped=None, mask=None, tag="cards", **more) -> Help:
    topic = make.topic(by=helped or make.member(), tags=(tag,))
    post = make.answer(topic=topic, by=helper)
    who = {"helped_mask": mask} if mask else {"helped": helped or topic.member}
    return Help.objects.create(kind="answer", helper=helper, topic=topic, post=post, **who, **more)


def a_mask():
    topic = make.masked_topic(by=make.member())
    return topic.mask


def test_known_for_tags_that_somebody_with_a_name_confirmed() -> None:
    dorrie = cast.dorrie()
    confirmed(helper=dorrie, tag="cards")
    confirmed(helper=dorrie, tag="letters", mask=a_mask())
    assert [tag.name for tag in queries.known_for(dorrie, cast.ines())] == ["cards"]


def test_known_for_nothing_that_the_viewer_may_not_read() -> None:
    dorrie = cast.dorrie()
    row = confirmed(helper=dorrie)
    Topic.objects.filter(pk=row.topic_id).update(audience=Topic.Audience.MEMBERS)
    assert queries.known_for(dorrie, cast.ines())
    assert not queries.known_for(dorrie, None)
    Topic.objects.filter(pk=row.topic_id).update(status=Status.HIDDEN)
    assert not queries.known_for(dorrie, cast.pau())


def test_most_often_needs_three_different_people() -> None:
    dorrie = cast.dorrie()
    marit = make.member(name="Marit")
    for _ in range(3):
        make.thanks(post=make.answer(by=dorrie), by=marit, words=("honest",))
    make.thanks(post=make.answer(by=dorrie), by=make.member(), words=("honest",))
    assert queries.most_often(dorrie) == []
    make.thanks(post=make.answer(by=dorrie), by=make.member(), words=("honest", "gentle"))
    assert [word.label for word in queries.most_often(dorrie)] == ["honest"]


def test_masks_count_towards_no_word_on_either_side() -> None:
    dorrie = cast.dorrie()
    post = make.answer(by=dorrie)
    for _ in range(3):
        giver = make.member()
        make.thanks(post=post, by=giver, mask=sealed.wear(member=giver, topic_id=post.topic_id), words=("honest",))
    topic = make.masked_topic(by=dorrie)
    for _ in range(3):
        make.thanks(post=topic.posts.get(position=0), words=("honest",))
    assert queries.most_often(dorrie) == []


def test_hidden_thanks_count_towards_no_word() -> None:
    dorrie = cast.dorrie()
    for _ in range(3):
        make.thanks(post=make.answer(by=dorrie), words=("honest",), hidden=True)
    assert queries.most_often(dorrie) == []


def test_sentences_name_people_once_and_masks_apart() -> None:
    dorrie, ines = cast.dorrie(), cast.ines()
    confirmed(helper=dorrie, helped=ines)
    confirmed(helper=dorrie, helped=ines)
    for _ in range(6):
        confirmed(helper=dorrie, helped=make.member(), helped_was_new=True)
    for _ in range(2):
        confirmed(helper=dorrie, helped=make.member())
    for _ in range(2):
        confirmed(helper=dorrie, mask=a_mask())
    assert queries.help_sentences(dorrie) == [
        "Nine people said that your answers helped; six were new here, and twice somebody without a name."
    ]
    assert queries.help_sentences(dorrie, private=False) == [
        "Nine people said that these answers helped; six were new here."
    ]


def test_only_masks_are_a_sentence_for_oneself_and_none_for_others() -> None:
    dorrie = cast.dorrie()
    confirmed(helper=dorrie, mask=a_mask())
    assert queries.help_sentences(dorrie) == ["Somebody without a name said that your answer helped."]
    assert queries.help_sentences(dorrie, private=False) == []


def test_no_help_is_no_sentence() -> None:
    assert queries.help_sentences(cast.dorrie()) == []


def test_greeting_and_mentoring_have_sentences_of_their_own() -> None:
    dorrie = cast.dorrie()
    Help.objects.create(kind="greeting", helper=dorrie, helped=make.member())
    for _ in range(2):
        Help.objects.create(
            kind="mentoring",
            helper=dorrie,
            helped=cast.pau()
            if not Help.objects.filter(kind="mentoring").exists()
            else Help.objects.get(kind="mentoring").helped,
        )
    assert queries.help_sentences(dorrie) == [
        "You said hello to one person who was new here.",
        "You walked with one person as a mentor.",
    ]


def shown(*, to, by=None, **more) -> Thanks:
    return make.thanks(post=make.answer(by=to), by=by or make.member(), note="Kind words.", note_shown=True, **more)


def test_shown_words_outside_their_topic_have_no_mask_name() -> None:
    dorrie, ines = cast.dorrie(), cast.ines()
    post = make.answer(by=dorrie)
    make.thanks(
        post=post, by=ines, mask=sealed.wear(member=ines, topic_id=post.topic_id), note="Thank you.", note_shown=True
    )
    assert [quote.by for quote in queries.shown_words(dorrie, cast.pau())] == ["Somebody without a name"]


def test_the_communitys_pages_show_nobody_twice_in_90_days() -> None:
    dorrie, tobias, giver = cast.dorrie(), cast.tobias(), make.member()
    shown(to=dorrie)
    shown(to=dorrie)
    shown(to=tobias, by=giver)
    shown(to=cast.marit(), by=giver)
    assert len(featuring.rotate()) == 2
    assert featuring.rotate() == []
    assert len(queries.recent_words(4)) == 2
    Featured.objects.update(at=timezone.now() - timedelta(days=91))
    assert queries.recent_words(4) == []
    assert len(featuring.rotate()) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: Thanks.objects.update(note_shown=False),
        lambda row: Thanks.objects.update(hidden=True),
        lambda row: Topic.objects.update(audience=Topic.Audience.MEMBERS),
        lambda row: Topic.objects.update(status=Status.HIDDEN),
    ],
    ids=["note kept", "hidden", "members only", "topic hidden"],
)
def test_words_leave_the_communitys_pages_with_the_consent(spoil) -> None:
    row = shown(to=cast.dorrie())
    featuring.rotate()
    assert queries.recent_words()
    spoil(row)
    assert queries.recent_words() == []


def test_this_week_is_in_others_words_in_one_query(django_assert_num_queries) -> None:
    dorrie = cast.dorrie()
    make.helped_mark(post=make.answer(by=dorrie), what_changed="I called. They said yes.")
    make.thanks(post=make.answer(by=dorrie), note="Old words.", at=timezone.now() - timedelta(days=8))
    asked = make.masked_topic(by=cast.pau())
    make.thanks(post=make.answer(topic=asked, by=dorrie), mask=asked.mask, note="Number 3. That was me.")
    with django_assert_num_queries(1):
        week = queries.this_week(dorrie)
        said = [(one.text, one.by.author.shown_name, one.url) for one in week.outcomes]
    change, note = HelpedMark.objects.get(), Thanks.objects.get(note="Number 3. That was me.")
    assert said == [
        ("I called. They said yes.", change.author.shown_name, change.post.get_absolute_url()),
        ("Number 3. That was me.", asked.mask.name, note.post.get_absolute_url()),
    ]
    assert week.birds == 2


def test_this_week_begins_with_what_changed_and_the_newest_of_each() -> None:
    dorrie = cast.dorrie()
    for number in range(2):
        make.thanks(post=make.answer(by=dorrie), note=f"Note {number}.")
        make.helped_mark(post=make.answer(by=dorrie), what_changed=f"Change {number}.")
    assert [one.text for one in queries.this_week(dorrie).outcomes] == ["Change 1.", "Change 0."]
    assert queries.this_week(dorrie).birds == 4
    HelpedMark.objects.all().delete()
    assert [one.text for one in queries.this_week(dorrie).outcomes] == ["Note 1.", "Note 0."]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: Thanks.objects.update(hidden=True),
        lambda: Thanks.objects.update(note=""),
        lambda: Thanks.objects.update(at=timezone.now() - timedelta(days=7, minutes=1)),
        lambda: Thanks.objects.update(post=make.answer(by=cast.marit())),
        lambda: Post.objects.filter(thanks__isnull=False).update(status=Status.HIDDEN),
    ],
    ids=["hidden", "no note", "older", "another's post", "post hidden"],
)
def test_what_is_no_outcome_of_this_week_is_neither_said_nor_drawn(spoil) -> None:
    dorrie = cast.dorrie()
    make.helped_mark(post=make.answer(by=dorrie), what_changed="")
    make.helped_mark(post=make.answer(by=dorrie, status=Status.HIDDEN), what_changed="Hidden since.")
    make.helped_mark(post=make.answer(by=cast.tobias()), what_changed="Another's.")
    row = make.thanks(post=make.answer(by=dorrie), note="Thank you for staying.")
    assert [one.text for one in queries.this_week(dorrie).outcomes] == [row.note]
    spoil()
    week = queries.this_week(dorrie)
    assert (week.outcomes, week.birds) == ([], 0)
