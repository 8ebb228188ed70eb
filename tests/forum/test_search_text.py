"""What a text is found by: worked out by us, accepted by PostgreSQL whatever the text, the same in every database."""

from __future__ import annotations

import sys
import threading
import time
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.actions import posts, searching, topics
from forum.models import Post, Status, Topic
from forum.queries import search
from forum.queries.similar import similar
from forum.search_language import read
from forum.snippets import START, STOP, Sought, snippet
from tests import cast, make
from writing import stems
from writing.folding import fold, says, spelled
from writing.search_text import tokens, vector


def found(viewer, typed):
    return [hit.topic.title for hit in search.find(viewer, search.Wanted.read(typed)).hits]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "cafe"), ("STRAẞE", "strasse"), ("ещё", "еще"), ("Işık", "isik"), ("الدَّين", "الدين"), ("कर्ज़", "कर्ज")],
)
def test_two_spellings_of_one_word(one, other) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("мой", "мои"), ("が", "か"), ("कर", "की"), ("ก้า", "กา"), ("їх", "іх")])
def test_signs_that_make_another_word(one, other) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["a\u0301" * 9000, "1," * 9000, "a-" * 9000, 'א"' * 9000, "(a" * 9000, "ก" * 18_000])
def test_no_text_takes_long(text) -> None:
    began = time.process_time()
    vector((text, "D"))
    assert time.process_time() - began < 5


def parsed(kind, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_written_or_asked_is_well_formed(text) -> None:
    """The database parses both, and who asks for what stands there is answered."""
    parsed("tsvector", vector((text, "A"), (text, "D")))
    for word in read(text).words:
        parsed("tsquery", word.exact)
        parsed("tsquery", word.wide)
    assert spelled(text).isascii()
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)


@pytest.mark.django_db
def test_the_longest_text_fits() -> None:
    words = "".join(chr(0xE01 + n * 7 % 46) for n in range(70_000))
    assert len(parsed("tsvector", vector((words, "D")))) > 10_000


# --- rows that change ------------------------------------------------------------------------------------------------


@pytest.fixture
def dorrie():
    make.community()
    return cast.dorrie()


@pytest.mark.django_db
def test_an_edit_changes_what_is_found(dorrie) -> None:
    topic = make.topic(by=dorrie, title="About the overdraft", body="An elephant.", tags=("loans",))
    post = topic.posts.get()
    new = {"body": "A giraffe now.", "title": "About the mortgage", "tags": ["pensions"]}
    posts.edit(actor=dorrie, post=post, base=0, **new)
    assert found(None, "giraffe") == found(None, "mortgage pensions") == ["About the mortgage"]
    assert found(None, "elephant") == found(None, "overdraft") == found(None, "loans") == []


@pytest.mark.django_db
def test_other_tags_change_what_is_found(dorrie) -> None:
    topic = make.topic(by=dorrie, title="About the overdraft", tags=("loans",))
    topics.retag(actor=dorrie, topic=topic, tags=["pensions"])
    assert (found(None, "pensions"), found(None, "loans")) == (["About the overdraft"], [])


@pytest.mark.django_db
def test_what_an_older_version_wrote_is_made_findable_and_nothing_else_is_touched(capsys) -> None:
    topic = make.topic(title="Как выплатить долг?", body="Мне звонят.", tags=("кредиты",))
    Topic.objects.update(search=None, spelled="")
    Post.objects.update(search=None)
    assert found(None, "долг") == found(None, "звонят") == similar("Как выплатить дог", None) == []
    call_command("reindex_search")
    assert found(None, "долг звонят кредиты") == [topic.title]
    assert similar("Как выплатить дог", None) == [topic]
    assert searching.reindex() == 0
    assert searching.reindex(everything=True) == 2


@pytest.mark.django_db
def test_hidden_words_find_nothing_hide_nothing_and_complete_nothing() -> None:
    topic = make.topic(title="About the overdraft", body="An elephant.")
    make.answer(topic=topic, body="A giraffe.", status=Status.HIDDEN)
    assert found(None, "overdraft giraffe") == found(None, "giraf") == []
    assert found(None, "overdraft -giraffe") == ["About the overdraft"]


@pytest.mark.django_db
def test_leaving_a_name_out_says_nothing_of_a_mask(dorrie) -> None:
    make.masked_topic(by=dorrie, title="Behind a mask", body="overdraft")
    make.topic(by=dorrie, title="Under a name", body="overdraft")
    assert found(None, "overdraft -by:dorrie") == ["Behind a mask"]
    assert found(None, "overdraft by:dorrie") == ["Under a name"]


@pytest.mark.django_db
def test_words_of_somebody_blocked_do_not_complete_a_topic(dorrie) -> None:
    wilf = cast.wilf()
    topic = make.topic(title="About the overdraft")
    make.answer(topic=topic, by=wilf, body="A giraffe.")
    make.block(blocker=dorrie, blocked=wilf)
    assert found(dorrie, "overdraft giraffe") == []
    assert found(None, "overdraft giraffe") == ["About the overdraft"]


# --- other databases -------------------------------------------------------------------------------------------------

FINDS = """
    SELECT '{vector}'::tsvector @@ '{query}'::tsquery, round(ts_rank('{vector}', '{query}')::numeric, 4),
           round(similarity('{spelled}', '{typed}')::numeric, 4)
"""


@pytest.mark.django_db
@pytest.mark.parametrize("ctype", ["C", "C.UTF-8"])
def test_the_answer_does_not_depend_on_the_locale(ctype) -> None:
    """A database with another LC_CTYPE beside ours, as a community that began long ago or with its own server has."""
    words = {"vector": "“долг” café 助けて", "query": "долги"}
    sql = FINDS.format(
        vector=vector((words["vector"], "A")).replace("'", "''"),
        query=read(words["query"]).words[0].wide.replace("'", "''"),
        spelled=spelled("Как выплатить долг"),
        typed=spelled("Как выплатить дог"),
    )
    here = _asked(connection.settings_dict["NAME"], sql)
    name = f"ctype_{ctype.lower().replace('.', '_').replace('-', '_')}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
    try:
        _maintenance(f"CREATE DATABASE {name} TEMPLATE template0 LC_CTYPE '{ctype}'")
        there = _asked(name, "CREATE EXTENSION pg_trgm", sql)
    finally:
        _maintenance(f"DROP DATABASE IF EXISTS {name}")
    assert here == there
    assert here[0] is True
    assert here[2] > 0.4


def _asked(database, *several):
    import psycopg

    settings = connection.get_connection_params() | {"dbname": database}
    with psycopg.connect(**{name: settings[name] for name in ("dbname", "user", "password", "host")}) as other:
        for sql in several:
            row = other.execute(sql)
        return row.fetchone()


def _maintenance(sql) -> None:
    import psycopg

    settings = connection.get_connection_params() | {"dbname": "postgres"}
    kept = {name: settings[name] for name in ("dbname", "user", "password", "host")}
    with psycopg.connect(**kept, autocommit=True) as other:
        other.execute(sql)


# --- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("They took the overdrafts twice.", "overdraft", ["overdrafts"]),
        ("Un café à Nice.", "cafe", ["café"]),
        ("我上个月搬走了，房东一直不退押金。", "押金", ["押金"]),
        ("We use np.array here.", "array", ["np.array"]),
        ("The solicitor wrote.", "soli", ["solicitor"]),
        ("Nothing of it.", "overdraft", []),
    ],
)
def test_what_is_marked(text, typed, marked) -> None:
    shown = snippet(text, Sought.of(read(typed)))
    assert [part.split(STOP)[0] for part in shown.split(START)[1:]] == marked
    assert shown.replace(START, "").replace(STOP, "") == text


def test_far_away_words_are_shown_in_two_passages() -> None:
    text = "overdraft " + "word " * 400 + "bailiff " + "word " * 400
    shown = snippet(text, Sought.of(read("overdraft bailiff")))
    assert (shown.count(START), " … " in shown, len(shown) < 300) == (2, True, True)


def test_signs_of_a_full_width_script_say_more() -> None:
    assert says("助けてください") >= 8 > says("help me")


def test_threads_stem_at_the_same_time() -> None:
    """A stemmer works on one word at a time: shared by threads it cut words wrongly, or ended in an IndexError."""
    words = [f"{word}{ending}" for word in ("relat", "hop", "conform", "vietnam", "valenc") for ending in
             ("ional", "ing", "ably", "ization", "i", "ousness", "fulness", "s")]  # fmt: skip
    stem_of = partial(
        stems._stems_in.__wrapped__, latin=("english",)
    )  # the words that are kept are never stemmed again
    right = {word: stem_of(word) for word in words}
    interval = sys.getswitchinterval()
    wrong: list[object] = []

    def stem(shift: int) -> None:
        try:
            for word in (words[shift:] + words[:shift]) * 40:
                if stem_of(word) != right[word]:
                    wrong.append(word)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=stem, args=[shift]) for shift in (0, 9, 17, 25)]
    sys.setswitchinterval(1e-6)
    try:
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []
