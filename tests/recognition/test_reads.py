"""What is read of thanks and help: two names, words in the order they came, no number, masks apart."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from forum.models import Status, Topic
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


def test_this_week_is_in_others_words_in_two_queries(django_assert_num_queries) -> None:
    dorrie = cast.dorrie()
    make.helped_mark(post=make.answer(by=dorrie), what_changed="I called. They said yes.")
    make.thanks(post=make.answer(by=dorrie), note="Old words.", at=timezone.now() - timedelta(days=8))
    make.thanks(post=make.answer(by=dorrie), note="Number 3. That was me.")
    with django_assert_num_queries(2):
        week = queries.this_week(dorrie)
    assert [one.text for one in week.outcomes] == ["I called. They said yes.", "Number 3. That was me."]
    assert week.birds == 2


# --- the pages ------------------------------------------------------------------------------------------------


def test_ones_own_page_is_paged_and_constant(client, django_assert_max_num_queries) -> None:
    dorrie = cast.dorrie()
    for _ in range(25):
        make.thanks(post=make.answer(by=dorrie), note="Kind words.")
    client.force_login(dorrie)
    url = reverse("recognition:mine")
    with django_assert_max_num_queries(12):
        first = client.get(url).content.decode()
    assert first.count("Kind words.") == 20
    older = re.search(r"\?thanks=([\w-]+)", first)
    assert older
    assert client.get(f"{url}?thanks={older[1]}").content.decode().count("Kind words.") == 5
    assert client.get(f"{url}?thanks=x").status_code == 200


def test_thanks_to_ones_masks_stand_apart_and_only_here(client) -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    make.thanks(post=topic.posts.get(position=0), note="For the mask.")
    client.force_login(ines)
    assert "For what you wrote without your name" in client.get(reverse("recognition:mine")).content.decode()
    client.force_login(cast.pau())
    assert "For the mask." not in client.get(ines.get_absolute_url()).content.decode()


def test_sentences_are_on_the_profile_only_when_switched_on(client) -> None:
    dorrie = cast.dorrie()
    confirmed(helper=dorrie)
    client.force_login(dorrie)
    assert "said that these answers helped" not in client.get(dorrie.get_absolute_url()).content.decode()
    assert client.post(reverse("recognition:counts"), {"shown": "1"}).status_code == 303
    assert "One person said that these answers helped." in client.get(dorrie.get_absolute_url()).content.decode()


def test_notes_are_shown_and_hidden_by_whoever_was_thanked(client) -> None:
    dorrie = cast.dorrie()
    thanks = make.thanks(post=make.answer(by=dorrie), note="Kind words.")
    url = reverse("recognition:note", args=[thanks.pk])
    client.force_login(cast.pau())
    assert client.post(url, {"shown": "1"}).status_code == 404
    client.force_login(dorrie)
    assert client.get(url).status_code == 405
    assert client.post(url, {"shown": "1"}).status_code == 303
    assert "Kind words." in client.get(thanks.post.get_absolute_url()).content.decode()
    answer = client.post(
        reverse("recognition:hidden", args=[thanks.pk]), {"hidden": "1"}, headers={"HX-Request": "true"}
    )
    assert "Show it again" in answer.content.decode()
    assert "Kind words." not in client.get(thanks.post.get_absolute_url()).content.decode()


def test_thanked_in_the_topic_by_form_and_taken_back(client) -> None:
    ines, post = cast.ines(), make.answer(by=cast.dorrie())
    client.force_login(ines)
    url = reverse("recognition:thanks", args=[post.pk])
    assert url in client.get(post.topic.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    refused = client.post(url, {"note": "Kept words."})
    assert refused.status_code == 422
    assert "Kept words." in refused.content.decode()
    answer = client.post(url, {"words": ["practical", "been-there"]})
    assert (answer.status_code, answer["Location"]) == (303, post.get_absolute_url())
    page = client.get(post.topic.get_absolute_url()).content.decode()
    assert "for being <strong>practical</strong> and having <strong>been there</strong>" in page
    assert client.post(reverse("recognition:withdrawal", args=[post.pk])).status_code == 303
    assert "Thanked by" not in client.get(post.topic.get_absolute_url()).content.decode()


def test_the_script_gets_the_line_and_the_form_in_one_answer(client) -> None:
    ines, post = cast.ines(), make.answer()
    client.force_login(ines)
    url = reverse("recognition:thanks", args=[post.pk])
    answer = client.post(url, {"words": ["clear"]}, headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert f'id="thanks-{post.pk}"' in body
    assert "Take thanks back" in body
    assert "hx-swap-oob" in body
    refused = client.post(reverse("recognition:thanks", args=[make.answer().pk]), {}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert refused["HX-Reswap"] == "outerHTML"


def test_a_post_that_one_may_not_read_cannot_be_thanked(client) -> None:
    client.force_login(cast.ines())
    hidden = make.answer(status=Status.HIDDEN)
    for name in ("thanks", "withdrawal"):
        assert client.post(reverse(f"recognition:{name}", args=[hidden.pk]), {"words": ["clear"]}).status_code == 404
    assert client.post(reverse("recognition:thanks", args=[99999999]), {"words": ["clear"]}).status_code == 404


def test_a_visitor_is_led_to_sign_in(client) -> None:
    post = make.answer()
    assert client.post(reverse("recognition:thanks", args=[post.pk]), {"words": ["clear"]}).status_code == 302
    assert not Thanks.objects.exists()


FORBIDDEN = re.compile(r"leaderboard|ranking|top[-_ ]?(members|helpers|mentors)|karma|\bpoints\b|\bscores?\b", re.I)


def test_no_address_and_no_template_has_a_score() -> None:
    addresses = [str(pattern.pattern) for pattern in _patterns(get_resolver().url_patterns)]
    assert len(addresses) > 60
    assert [address for address in addresses if FORBIDDEN.search(address)] == []
    templates = [*Path(settings.BASE_DIR / "templates").rglob("*.html")]
    assert len(templates) > 60
    orders = re.compile(r"(thanks|given|received|members?)_?count|order_by=|\|dictsort", re.I)
    allowed = "no score"  # the page that says there is none
    found = [
        f"{path.name}: {line}"
        for path in templates
        for line in path.read_text().splitlines()
        if (FORBIDDEN.search(line) or orders.search(line)) and allowed not in line
    ]
    assert found == []


def test_the_check_for_scores_catches_one() -> None:
    assert FORBIDDEN.search("members/leaderboard/")
    assert FORBIDDEN.search("your score")


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern
