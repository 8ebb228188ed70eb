"""Search: who finds what, how it is narrowed, and what is shown of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.models import Space, Status, Topic
from forum.queries import search
from forum.queries.similar import beside, similar
from tests import cast, make

pytestmark = pytest.mark.django_db

SEARCH_AT_MOST = 8  # questions to the database


def found(viewer, text, **filters):
    return [hit.topic.title for hit in search.find(viewer, search.Wanted.read(text, **filters)).hits]


@pytest.fixture
def ines():
    return cast.ines()


@pytest.fixture
def overdraft():
    return make.topic(title="The overdraft fee", body="My bank takes it every month.", tags=("bank-fees",))


# --- finding ------------------------------------------------------------------------------------------------------


def test_words_of_titles_posts_and_answers_are_found_in_any_form(overdraft) -> None:
    make.answer(topic=overdraft, body="I telephoned them, and they stopped.")
    for words in ("overdrafts", "banks month", "telephoning", '"every month"', "overdraft -rent", "rent or fee"):
        assert found(None, words) == ["The overdraft fee"], words


@pytest.mark.parametrize("words", ["landlord", "overdraft -bank -fee", '"month every"', "the", "-fee"])
def test_what_is_not_there_is_not_found(overdraft, words) -> None:
    assert "The overdraft fee" not in found(None, words) or words == "-fee"


@pytest.mark.parametrize("words", ["", "   ", "\x00", "'", "&|!", "((", '"', "a:*", "author:", "🐦", "x" * 5000])
def test_nonsense_is_answered(client, words) -> None:
    assert client.get("/search/", {"q": words}).status_code == 200


def test_a_word_in_the_title_counts_more(overdraft) -> None:
    make.topic(title="Something else", body="overdraft overdraft overdraft")
    assert found(None, "overdraft") == ["The overdraft fee", "Something else"]


def test_each_topic_once_with_its_best_post(overdraft) -> None:
    make.answer(topic=overdraft, body="A letter about the bank.")
    best = make.answer(topic=overdraft, body="Bank, bank, bank.")
    [hit] = search.find(None, search.Wanted.read("bank")).hits
    assert hit.post_id == best.pk


# --- narrowing ----------------------------------------------------------------------------------------------------


def test_space_tag_kind_and_answered(overdraft) -> None:
    story = make.topic(title="An overdraft story", kind=Topic.Kind.STORY)
    answered = make.topic(title="Overdraft answered")
    make.answer(topic=answered)
    helped = make.topic(title="Overdraft helped")
    make.helped_mark(post=make.answer(topic=helped))
    assert found(None, "overdraft", space=story.space.slug) == ["An overdraft story"]
    assert found(None, "overdraft", tag="bank-fees") == ["The overdraft fee"]
    assert found(None, "overdraft", kind="story") == ["An overdraft story"]
    assert found(None, "overdraft", answered="no") == ["The overdraft fee"]
    assert set(found(None, "overdraft", answered="yes")) == {"Overdraft answered", "Overdraft helped"}
    assert found(None, "overdraft", answered="helped") == ["Overdraft helped"]


@pytest.mark.parametrize("filters", [{"space": "nowhere"}, {"tag": "nothing"}, {"kind": "rumour"}])
def test_what_does_not_exist_narrows_to_nothing(overdraft, filters) -> None:
    assert found(None, "overdraft", **filters) == []


def test_author_finds_what_stands_under_the_name_and_never_a_mask(overdraft) -> None:
    dorrie = cast.dorrie()
    make.answer(topic=overdraft, by=dorrie, body="Call the bank.")
    make.masked_topic(by=dorrie, title="Her overdraft", body="The bank again.")
    other = make.topic(title="Another bank")
    make.answer(topic=other, mask=make.mask(of=dorrie, topic=other), body="bank bank")
    assert found(None, "bank author:dorrie") == ["The overdraft fee"]
    assert found(None, "author:Dorrie") == ["The overdraft fee"]
    assert found(dorrie, "author:dorrie") == ["The overdraft fee"]


def test_a_masks_name_is_no_author(overdraft) -> None:
    topic = make.masked_topic(by=cast.wilf(), title="Hers")
    assert found(None, f"author:{topic.mask.name.split()[0]}") == []


# --- who finds what -----------------------------------------------------------------------------------------------

HIDDEN = [
    {"audience": Topic.Audience.MEMBERS},
    {"visibility": Space.Visibility.MEMBERS},
    {"visibility": Space.Visibility.MODERATORS},
    {"status": Status.WAITING},
    {"status": Status.HELD},
    {"status": Status.HIDDEN},
    {"status": Status.DELETED},
]


def secret(visibility=Space.Visibility.PUBLIC, **fields):
    space = make.space(visibility=visibility)
    return make.topic(title="The secret envelope", body="It is red.", space=space, **fields)


def everywhere(client, topic):
    pages = [client.get("/search/", {"q": words}) for words in ("envelope", "red", "envelop")]
    pages += [client.get("/similar/", {"title": words}) for words in ("The secret envelope", "Teh secret envelopp")]
    return "".join(page.content.decode() for page in pages)


@pytest.mark.parametrize("fields", HIDDEN, ids=lambda fields: "-".join(fields.values()))
def test_a_visitor_finds_no_trace_of_it(client, fields) -> None:
    topic = secret(**fields)
    assert "The secret envelope" not in everywhere(client, topic).replace("“The secret envelope”", "")
    assert beside(make.topic(title="The secret envelope again"), None) == []


@pytest.mark.parametrize("fields", HIDDEN[2:], ids=lambda fields: "-".join(fields.values()))
def test_neither_does_a_member(client, ines, fields) -> None:
    topic = secret(**fields)
    client.force_login(ines)
    assert "The secret envelope" not in everywhere(client, topic).replace("“The secret envelope”", "")
    assert beside(make.topic(title="The secret envelope again"), ines) == []


@pytest.mark.parametrize("fields", HIDDEN[:2], ids=lambda fields: "-".join(fields.values()))
def test_a_member_finds_what_is_for_members(ines, fields) -> None:
    topic = secret(**fields)
    assert found(ines, "envelope") == found(ines, "red") == [topic.title]
    assert similar("The secret envelope", ines) == [topic]


def test_what_one_reader_may_see_is_not_remembered_for_the_next(ines) -> None:
    members = secret(audience=Topic.Audience.MEMBERS)
    asked = make.topic(title="The secret envelope again")
    assert beside(asked, ines) == [members]
    assert beside(asked, None) == []


@pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.HIDDEN, Status.DELETED])
def test_a_post_that_nobody_reads_is_not_found_even_by_its_author_or_a_moderator(overdraft, ines, status) -> None:
    make.answer(topic=overdraft, by=ines, body="A giraffe.", status=status)
    mara = make.moderator(of=overdraft.space)
    assert found(None, "giraffe") == found(ines, "giraffe") == found(mara, "giraffe") == []


def test_words_of_whom_i_blocked_are_not_found_and_masked_ones_are(ines) -> None:
    wilf = cast.wilf()
    topic = make.topic(title="Mine to read")
    make.answer(topic=topic, by=wilf, body="A giraffe.")
    make.masked_topic(by=wilf, title="Masked", body="A giraffe.")
    make.block(blocker=ines, blocked=wilf)
    assert found(ines, "giraffe") == ["Masked"]


def test_somebody_who_waits_for_a_yes_finds_what_a_visitor_finds(overdraft) -> None:
    secret(audience=Topic.Audience.MEMBERS)
    assert found(make.member(approved_at=None), "envelope or overdraft") == ["The overdraft fee"]


def test_a_suspended_member_still_searches(overdraft) -> None:
    assert found(cast.noor(), "overdraft") == ["The overdraft fee"]


# --- the page -----------------------------------------------------------------------------------------------------


def test_what_was_found_is_marked_and_everything_else_escaped(client) -> None:
    make.topic(title="Letters", body='They <b>said</b> "bailiff" & <script>alert(1)</script> left.')
    html = client.get("/search/", {"q": "bailiffs"}).content.decode()
    assert "<mark>bailiff</mark>" in html
    assert "<script>alert" not in html
    assert "<b>said</b>" not in html


def test_signs_in_a_post_mark_nothing(client) -> None:
    make.topic(title="Letters", body="bailiff <mark>x</mark>")
    html = client.get("/search/", {"q": "bailiff"}).content.decode()
    assert "&lt;mark&gt;" in html or "<mark>x" not in html


def test_what_was_looked_for_is_kept_in_the_fields_and_escaped(client) -> None:
    html = client.get("/search/", {"q": '"><script>x</script>', "tag": '"><b>'}).content.decode()
    assert "<script>x" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_nothing_found_offers_what_is_spelled_like_it_and_to_ask(client, overdraft) -> None:
    html = client.get("/search/", {"q": "overdarft fee"}).content.decode()
    assert "Nobody has written about this in these words" in html
    assert "The overdraft fee" in html


def test_nothing_looked_for_says_what_is_searched(client) -> None:
    assert "as far as you may read them" in client.get("/search/").content.decode()


def test_pages_of_results_follow_each_other_without_gaps(client) -> None:
    space, by = make.space(), make.member()
    for n in range(search.PAGE_SIZE + 3):
        make.topic(by=by, space=space, title=f"Giraffe {n}")
    first = client.get("/search/", {"q": "giraffe", "kind": "question"})
    second = client.get("/search/" + first.context["older"])
    pages = [[hit.topic.pk for hit in page.context["found"].hits] for page in (first, second)]
    assert [len(pages[0]), len(pages[1])] == [search.PAGE_SIZE, 3]
    assert not set(pages[0]) & set(pages[1])
    assert second.context["older"] == ""


@pytest.mark.parametrize("number", ["0", "-1", "x", "999", "99999999999", "１", "²"])
def test_a_made_up_page_is_answered(client, overdraft, number) -> None:
    assert client.get("/search/", {"q": "overdraft", "page": number}).status_code == 200


def test_htmx_gets_what_was_found_alone(client, overdraft) -> None:
    part = client.get("/search/", {"q": "overdraft"}, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<title>overdraft")
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("is_member", [True, False], ids=["member", "visitor"])
@pytest.mark.parametrize("words", ["overdraft", "overdraft gone", "my overdraft gone or lost -rent"])
def test_the_questions_to_the_database_are_few_and_do_not_grow(client, ines, words, is_member) -> None:
    make.community()
    if is_member:
        client.force_login(ines)
    asked = []
    for more in (1, 10):
        for _ in range(more):
            topic = make.topic(title="About the overdraft", tags=("bank-fees",))
            make.answer(topic=topic, body="My overdraft is gone.")
        client.get("/search/")
        with CaptureQueriesContext(connection) as queries:
            found_here = client.get("/search/", {"q": words, "tag": "bank-fees", "answered": "yes"}).context["found"]
        assert found_here.hits
        asked.append(len(queries))
    assert asked[0] == asked[1] <= SEARCH_AT_MOST
