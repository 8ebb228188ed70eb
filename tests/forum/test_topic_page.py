"""The page of a topic: who sees what, in how many queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import actions
from forum.models import Post, ReadingMark, Space, Status
from tests import cast, make
from tests.forum import say

pytestmark = pytest.mark.django_db

MOST_FOR_MEMBERS, MOST_FOR_VISITORS = 12, 6


def shown(client, topic, **query):
    return client.get(topic.get_absolute_url(), query)


def words(response):
    return response.content.decode()


def test_a_visitor_reads_a_question_its_answers_and_comments(client) -> None:
    topic = make.topic(title="Which card first?", body="Four cards.", tags=("cards",))
    post = make.answer(topic=topic, body="Call them.")
    make.comment(post=post, body="Did it take long?")
    page = words(shown(client, topic))
    for said in ("Which card first?", "Four cards.", "Call them.", "Did it take long?", "1 answer", "cards"):
        assert said in page


def test_a_visitors_page_has_no_form_that_posts_no_token_and_sets_no_cookie(client) -> None:
    topic = make.topic()
    make.answer(topic=topic)
    response = shown(client, topic)
    assert "csrf" not in words(response)
    assert words(response).count('method="post"') == words(response).count('action="/language/"')  # it needs no token
    assert "hx-post" not in words(response)
    assert not response.cookies


def test_the_address_with_another_slug_leads_to_the_right_one(client) -> None:
    topic = make.topic()
    response = client.get(f"/t/{topic.pk}/old-words/?page=1")
    assert (response.status_code, response["Location"]) == (302, f"{topic.get_absolute_url()}?page=1")


def test_the_answers_that_helped_are_first_and_the_rest_keep_their_order(client) -> None:
    topic = make.topic()
    posts = [make.answer(topic=topic, body=f"Answer {n}.") for n in range(1, 7)]
    for post in (posts[5], posts[3], posts[1], posts[4]):
        make.helped_mark(post=post)
    page = words(shown(client, topic))
    order = sorted(range(1, 7), key=lambda n: page.index(f"Answer {n}."))
    assert order == [2, 4, 5, 1, 3, 6]


def test_an_answer_far_down_that_helped_stands_on_the_first_page_too(client) -> None:
    topic = make.topic()
    posts = [make.answer(topic=topic, body=f"Answer {n}.") for n in range(1, 31)]
    make.helped_mark(post=posts[29])
    assert "Answer 30." in words(shown(client, topic))
    assert "Answer 30." in words(shown(client, topic, page=2))


def test_a_permalink_finds_its_page(client) -> None:
    topic = make.topic()
    posts = [make.answer(topic=topic, body=f"Answer {n}.") for n in range(1, 42)]
    page = words(shown(client, topic, post=posts[40].pk))
    assert "Answer 41." in page
    assert "Answer 40." not in page
    assert "Page 3 of 3" in page


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "4"}, {"page": "x"}, {"post": "999999"}, {"post": "²"}])
def test_a_page_that_is_not_there_is_404(client, query) -> None:
    topic = make.topic()
    for _ in range(41):
        make.answer(topic=topic)
    assert shown(client, topic, **query).status_code == 404


def test_a_post_of_another_topic_is_404(client) -> None:
    assert shown(client, make.topic(), post=make.answer().pk).status_code == 404


def test_what_only_members_may_read_does_not_exist_for_visitors(client) -> None:
    closed = make.space(visibility=Space.Visibility.MEMBERS)
    for topic in (make.topic(audience="members"), make.topic(space=closed)):
        assert shown(client, topic).status_code == 404
        client.force_login(make.member())
        assert shown(client, topic).status_code == 200
        client.logout()


def test_an_account_that_waits_for_approval_reads_what_a_visitor_reads(client) -> None:
    client.force_login(make.member(approved_at=None))
    assert shown(client, make.topic(audience="members")).status_code == 404
    assert shown(client, make.topic()).status_code == 200


def test_the_moderators_space_does_not_exist_for_members(client) -> None:
    topic = make.topic(space=make.space(visibility=Space.Visibility.MODERATORS))
    client.force_login(cast.ines())
    assert shown(client, topic).status_code == 404
    client.force_login(make.moderator(of=make.space()))
    assert shown(client, topic).status_code == 200


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN])
def test_a_held_or_hidden_topic_is_for_its_author_and_whoever_tends_the_space(client, status) -> None:
    ines, space = cast.ines(), make.space()
    topic = make.topic(by=ines, space=space, status=status)
    assert shown(client, topic).status_code == 404
    for member, there in (
        (cast.dorrie(), 404),
        (make.moderator(of=make.space()), 404),
        (ines, 200),
        (make.moderator(of=space), 200),
    ):
        client.force_login(member)
        assert shown(client, topic).status_code == there


def test_a_hidden_answer_leaves_a_line_and_not_its_words(client) -> None:
    post = make.answer(body="Buy my course.", status=Status.HIDDEN)
    page = words(shown(client, post.topic))
    assert "Buy my course." not in page
    assert "A moderator has hidden what stood here." in page


def test_a_held_answer_leaves_no_trace(client) -> None:
    post = make.answer(body="Buy my course.", status=Status.HELD)
    page = words(shown(client, post.topic))
    assert f"p{post.pk}" not in page


def test_somebody_blocked_is_folded_and_a_mask_never_for_a_block(client) -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = make.topic()
    make.answer(topic=topic, by=dorrie)
    make.answer(topic=topic, mask=make.mask(of=dorrie, topic=topic))
    make.block(blocker=ines, blocked=dorrie)
    client.force_login(ines)
    page = words(shown(client, topic))
    assert page.count("Written by somebody you have blocked.") == 1
    assert page.count("<summary") - page.count("Written by") >= 0


def test_a_muted_mask_is_folded_for_that_reader_alone(client) -> None:
    ines, topic = cast.ines(), make.topic()
    mask = make.mask(of=cast.dorrie(), topic=topic)
    make.answer(topic=topic, mask=mask)
    client.force_login(ines)
    client.post(f"/m/{mask.pk}/mute/", {"on": "1"})
    assert "a name that you do not want to read" in words(shown(client, topic))
    client.force_login(cast.tobias())
    assert "a name that you do not want to read" not in words(shown(client, topic))


def test_search_engines_are_asked_to_leave_members_topics_and_sensitive_spaces(client) -> None:
    client.force_login(cast.ines())
    for topic in (make.topic(audience="members"), make.topic(space=make.space(is_sensitive=True))):
        assert '<meta name="robots" content="noindex">' in words(shown(client, topic))
    assert "noindex" not in words(shown(client, make.topic()))


def test_a_sensitive_space_is_kept_nowhere_and_can_be_left_quickly(client) -> None:
    response = shown(client, make.topic(space=make.space(is_sensitive=True)))
    assert response["Cache-Control"] == "no-store"
    assert "data-quick-exit" in words(response)


def test_a_closed_space_can_be_read_and_not_answered(client) -> None:
    client.force_login(cast.ines())
    page = words(shown(client, make.topic(space=make.space(archived_at=timezone.now()))))
    assert 'id="reply"' not in page


def busy(topic, answers):
    """A topic as they get: people, masks, comments, marks, tags."""
    for n in range(answers):
        who = make.member()
        mask = make.mask(of=who, topic=topic) if n % 3 == 0 else None
        post = make.answer(topic=topic, by=who, mask=mask)
        make.comment(post=post)
        if n % 4 == 0:
            make.helped_mark(post=post)
    return topic


@pytest.mark.parametrize("answers", [1, 20, 45])
def test_a_members_page_takes_the_same_queries_however_long_it_is(
    client, django_assert_max_num_queries, answers
) -> None:
    ines = cast.ines()
    topic = busy(make.topic(by=ines, tags=("a", "b")), answers)
    actions.follow(actor=ines, topic=topic)
    client.force_login(ines)
    shown(client, topic)
    with django_assert_max_num_queries(MOST_FOR_MEMBERS):
        shown(client, topic)


@pytest.mark.parametrize("answers", [1, 20, 45])
def test_a_visitors_page_takes_the_same_queries_however_long_it_is(
    client, django_assert_max_num_queries, answers
) -> None:
    topic = busy(make.topic(tags=("a", "b")), answers)
    shown(client, topic)
    with django_assert_max_num_queries(MOST_FOR_VISITORS):
        shown(client, topic)


def test_reading_is_remembered_and_never_goes_back(client) -> None:
    ines, topic = cast.ines(), make.topic()
    for _ in range(5):
        make.answer(topic=topic)
    client.force_login(ines)
    for position in ("4", "2", "99", "x"):
        client.post(f"/t/{topic.pk}/reading", {"position": position})
    assert ines.reading_marks.get().position == 5


def test_what_was_read_is_said_by_a_post_as_well_and_is_never_more_than_there_is(client) -> None:
    ines, topic = cast.ines(), make.topic()
    posts, elsewhere = [make.answer(topic=topic) for _ in range(3)], make.answer()
    client.force_login(ines)
    client.post(f"/t/{topic.pk}/reading", {"post": str(posts[1].pk)})
    assert ines.reading_marks.get().position == 2
    for strange in (str(elsewhere.pk), "x", "9" * 30, "-1", ""):
        client.post(f"/t/{topic.pk}/reading", {"post": strange})
    assert ines.reading_marks.get().position == 2


def test_one_goes_on_at_the_first_post_that_one_has_not_read(client) -> None:
    ines, topic = cast.ines(), make.topic()
    first, second = make.answer(topic=topic), make.answer(topic=topic)
    client.force_login(ines)
    assert client.post(f"/t/{topic.pk}/reading").json() == {}  # opened for the first time
    assert not ines.reading_marks.exists()
    client.post(f"/t/{topic.pk}/reading", {"post": str(first.pk)})
    said = client.post(f"/t/{topic.pk}/reading", {"position": "2"}).json()
    assert said == {"unread": second.pk, "href": second.get_absolute_url()}  # as it was before this was read
    assert client.post(f"/t/{topic.pk}/reading").json() == {}


def test_what_was_hidden_meanwhile_is_not_where_one_goes_on(client) -> None:
    ines, topic = cast.ines(), make.topic()
    client.force_login(ines)
    client.post(f"/t/{topic.pk}/reading", {"position": "0"})
    hidden, shown_one = make.answer(topic=topic, status="hidden"), make.answer(topic=topic)
    assert client.post(f"/t/{topic.pk}/reading").json()["unread"] == shown_one.pk != hidden.pk


def test_an_answer_of_a_later_page_that_stands_first_is_not_read_with_the_first_page(client) -> None:
    topic = make.topic()
    answers = [make.answer(topic=topic) for _ in range(25)]
    actions.mark_helped(actor=topic.member, post=answers[-1])
    client.force_login(cast.ines())
    page = words(shown(client, topic))
    assert f'id="p{answers[-1].pk}"' in page
    assert 'data-read-to="20"' in page


def test_all_that_was_opened_is_marked_as_read_and_as_before(client) -> None:
    ines, other = cast.ines(), make.member()
    opened, read, never = make.topic(), make.topic(), make.topic()
    for topic in (opened, read, never):
        make.answer(topic=topic)
    for topic, position in ((opened, 0), (read, 1)):
        ReadingMark.objects.create(member=ines, topic=topic, position=position)
    ReadingMark.objects.create(member=other, topic=opened, position=0)
    client.force_login(ines)

    def marks() -> dict[int, int]:
        return dict(ines.reading_marks.values_list("topic", "position"))

    answer = client.post("/following/read/", {"on": "1"}, follow=True)
    assert marks() == {opened.pk: 1, read.pk: 1}
    assert "Undo" in words(answer)
    assert other.reading_marks.get().position == 0
    client.post("/following/read/", {"on": "0"})
    assert marks() == {opened.pk: 0, read.pk: 1}

    client.post("/following/read/", {"on": "1"})
    assert "read all of it already" in words(client.post("/following/read/", {"on": "1"}, follow=True))
    client.post("/following/read/", {"on": "0"})
    assert marks() == {opened.pk: 1, read.pk: 1}  # a second time there was nothing to undo


def test_what_was_read_since_stays_read_when_that_is_undone(client) -> None:
    ines, topic = cast.ines(), make.topic()
    make.answer(topic=topic)
    ReadingMark.objects.create(member=ines, topic=topic, position=0)
    client.force_login(ines)
    client.post("/following/read/", {"on": "1"})
    client.post(f"/t/{topic.pk}/reading", {"position": "1"})
    client.post("/following/read/", {"on": "0"})
    assert ines.reading_marks.get().position == 1


@pytest.mark.parametrize(
    ("days", "words_between"), [(30, ""), (75, "2 months later"), (400, "1 year later"), (800, "2 years later")]
)
def test_a_long_silence_is_said(client, days, words_between) -> None:
    topic = make.topic()
    posts = [make.answer(topic=topic) for _ in range(2)]
    Post.objects.filter(topic=topic, position__lt=2).update(created_at=posts[1].created_at - timedelta(days=days))
    page = words(shown(client, topic))
    assert words_between in page
    assert page.count(" later") == bool(words_between)


def test_following_and_saving(client) -> None:
    ines, post = cast.ines(), make.answer()
    client.force_login(ines)
    topic = post.topic
    client.post(f"/t/{topic.pk}/follow", {"on": "1"})
    client.post(f"/p/{post.pk}/bookmark/", {"on": "1"})
    assert (ines.follows.count(), ines.bookmarks.count()) == (1, 1)
    assert 'aria-pressed="true"' in words(shown(client, topic))
    client.post(f"/t/{topic.pk}/follow", {"on": "0"})
    client.post(f"/p/{post.pk}/bookmark/", {"on": "0"})
    assert (ines.follows.count(), ines.bookmarks.count()) == (0, 0)


def test_what_one_may_not_read_cannot_be_saved_or_followed(client) -> None:
    desk = make.space(visibility=Space.Visibility.MODERATORS)
    post = make.answer(topic=make.topic(space=desk))
    client.force_login(cast.ines())
    assert client.post(f"/t/{post.topic_id}/follow").status_code == 404
    assert client.post(f"/p/{post.pk}/bookmark/").status_code == 404


def test_a_visitor_is_led_to_sign_in(client) -> None:
    post = make.answer()
    for address in (f"/t/{post.topic_id}/follow", f"/t/{post.topic_id}/answers", f"/p/{post.pk}/helped/"):
        assert "/accounts/login/" in client.post(address)["Location"]


def test_an_ended_term_tends_nothing(client) -> None:
    space = make.space()
    marit = make.moderator(of=space)
    marit.appointments.update(ended_at=timezone.now() - timedelta(minutes=1))
    topic = make.topic(space=space, status=Status.HIDDEN)
    client.force_login(marit)
    assert shown(client, topic).status_code == 404


def test_the_helped_button_is_the_askers_alone(client) -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    post = make.answer(topic=topic)
    client.force_login(cast.dorrie())
    assert f"/p/{post.pk}/helped/" not in words(shown(client, topic))
    assert client.post(f"/p/{post.pk}/helped/").status_code == 403
    client.force_login(ines)
    assert f"/p/{post.pk}/helped/" in words(shown(client, topic))
    fragment = client.post(f"/p/{post.pk}/helped/", headers={"HX-Request": "true"})
    assert "This helped" in words(fragment)
    assert fragment.content.strip().startswith(b"<article")


def test_the_mark_says_what_changed_for_the_asker(client) -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    post = say.answer(actor=cast.dorrie(), topic=topic)
    client.force_login(ines)
    client.post(f"/p/{post.pk}/helped/", {"what_changed": "They said yes."})
    assert "They said yes." in words(shown(client, topic))


def test_a_helped_asker_is_offered_one_waiting_question_in_the_answer_to_the_click(client) -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, tags=["cards"])
    post = say.answer(actor=cast.dorrie(), topic=topic)
    say.ask(actor=cast.tobias(), title="Which card was it, again?", tags=["cards"])
    client.force_login(ines)
    page = words(client.post(f"/p/{post.pk}/helped/", headers={"HX-Request": "true"}))
    assert "Which card was it, again?" in page
    assert "Not today is fine too." in page
    assert "Not today is fine too." not in words(shown(client, topic))


def test_without_the_script_the_waiting_question_stands_on_the_next_page(client) -> None:
    ines = cast.ines()
    topic = say.ask(actor=ines, tags=["cards"])
    post = say.answer(actor=cast.dorrie(), topic=topic)
    say.ask(actor=cast.tobias(), title="Which card was it, again?", tags=["cards"])
    client.force_login(ines)
    assert "Not today is fine too." in words(client.post(f"/p/{post.pk}/helped/", follow=True))


@pytest.mark.parametrize("address", ["/writing/handles/?q=%00", "/ask/?title=%00&space=%00&letter=%00&kind=%00"])
def test_odd_characters_are_no_error(client, address) -> None:
    client.force_login(cast.ines())
    assert client.get(address).status_code == 200
