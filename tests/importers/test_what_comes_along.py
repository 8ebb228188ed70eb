"""Closed questions, links and formulas of comments come along; what does not is counted and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from forum.actions.rerendering import render_comment_again
from forum.models import Closing, Comment, Topic
from forum.queries import lists
from importers.models import Imported
from members.models import Member
from moderation.actions.closing import reopen
from moderation.queries.waiting import without_reply
from tests import make
from tests.importers.dump import Row, answer, comment, person, question, write_rows
from tests.importers.test_import import SITE, bring_in, post

pytestmark = pytest.mark.django_db

DAY = "2013-05-05T00:00:00.000"


def history(number: int, kind: int, question_id: int, *, text: str = "", why: str = "", at: str = DAY) -> Row:
    return {
        "Id": number,
        "PostHistoryTypeId": kind,
        "PostId": question_id,
        "CreationDate": at,
        "Comment": why,
        "Text": text,
    }


def link(number: int, one: int, other: int, kind: int = 3) -> Row:
    return {"Id": number, "PostId": one, "RelatedPostId": other, "LinkTypeId": kind, "CreationDate": DAY}


def page(number: int) -> str:
    return Client().get(post(number).topic.get_absolute_url()).content.decode()


# --- closed questions -------------------------------------------------------------------------------------------------


def test_a_closed_question_is_closed_here_with_its_reason(tmp_path: Path) -> None:
    write_rows(
        tmp_path,
        Posts=[question(1, ClosedDate=DAY), question(2)],
        PostHistory=[history(1, 2, 1), history(2, 10, 1, why="105")],
    )
    said = bring_in(tmp_path)
    assert "1 closed questions" in said
    assert "duplicates" not in said
    assert "Closed as a matter of opinion</b>." in page(1)
    assert 'id="reply"' not in page(1)
    assert "Closed" not in page(2)
    assert str(post(1).topic.closed_at) == "2013-05-05 00:00:00+00:00"


@pytest.mark.parametrize(
    ("number", "reason", "words"),
    [
        ("1", "duplicate", ""), ("2", "off_topic", ""), ("4", "unclear", ""), ("7", "other", "too localized"),
        ("101", "duplicate", ""), ("102", "off_topic", ""), ("103", "unclear", ""), ("104", "broad", ""),
        ("105", "opinion", ""), ("999", "other", ""), ("", "other", ""), ("nonsense", "other", ""),
    ],
)  # fmt: skip
def test_reasons_of_all_times(tmp_path: Path, number: str, reason: str, words: str) -> None:
    write_rows(tmp_path, Posts=[question(1, ClosedDate=DAY)], PostHistory=[history(1, 10, 1, why=number)])
    bring_in(tmp_path)
    closing = Closing.objects.get()
    assert (closing.reason, closing.words, closing.by) == (reason, words, None)


def test_the_last_closing_counts(tmp_path: Path) -> None:
    entries = [
        history(1, 10, 1, why="104", at="2012-03-01T00:00:00"),
        history(2, 11, 1, at="2012-03-02T00:00:00"),
        history(3, 10, 1, why="103", at="2012-03-03T00:00:00"),
    ]
    write_rows(tmp_path, Posts=[question(1, ClosedDate="2012-03-03T00:00:00")], PostHistory=[*entries])
    bring_in(tmp_path)
    assert Closing.objects.get().reason == "unclear"


def test_a_question_that_was_opened_again_is_open(tmp_path: Path) -> None:
    write_rows(
        tmp_path,
        Posts=[question(1), question(2)],
        PostHistory=[history(1, 10, 1, why="101"), history(2, 11, 1)],
        PostLinks=[link(1, 1, 2)],
    )
    assert "closed" not in bring_in(tmp_path)
    assert not Closing.objects.exists()


def test_without_a_history_it_is_closed_and_no_more_is_said(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(1, ClosedDate=DAY)])
    bring_in(tmp_path)
    assert "<b>Closed</b>." in page(1)


def test_a_duplicate_leads_to_where_the_same_was_asked_here(tmp_path: Path) -> None:
    posts = [question(1, Title="Asked first"), question(2, ClosedDate=DAY), question(3, Title="Asked as well")]
    write_rows(tmp_path, Posts=[*posts], PostLinks=[link(1, 2, 1), link(2, 2, 3), link(3, 1, 3, kind=1)])
    said = bring_in(tmp_path)
    assert "1 closed questions, 1 duplicates among them" in said
    assert "1 links to related questions" in said
    html = page(2)
    assert "Closed as a duplicate</b>; the same was asked in <a" in html
    for number in (1, 3):
        topic = post(number).topic
        assert f'<a href="{topic.get_absolute_url()}" dir="auto">{topic.title}</a>' in html


def test_the_history_alone_names_the_original_too(tmp_path: Path) -> None:
    text = '{"OriginalQuestionIds":[1],"Voters":[{"Id":9,"DisplayName":"x"}]}'
    posts = [question(1), question(2, ClosedDate=DAY)]
    write_rows(tmp_path, Posts=[*posts], PostHistory=[history(1, 10, 2, why="101", text=text)])
    bring_in(tmp_path)
    assert Closing.objects.get().same_as == [post(1).topic_id]


def test_an_original_that_is_not_here_is_linked_there(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(2, ClosedDate=DAY)], PostLinks=[link(1, 2, 77)])
    bring_in(tmp_path)
    assert f'<a href="https://{SITE}/q/77" rel="nofollow noopener">' in page(2)


def test_again_nothing_changes_and_what_was_opened_here_stays_open(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(1, ClosedDate=DAY), question(2)], PostLinks=[link(1, 1, 2)])
    bring_in(tmp_path)
    before = Topic.objects.order_by("id").values_list("closed_at", "version")
    seen = list(before)
    said = bring_in(tmp_path)
    assert "Nothing changed." in said
    assert "1 closed questions" in said
    assert list(before.all()) == seen
    reopen(moderator=make.admin(), topic=post(1).topic, reason="There is news")
    assert "Nothing changed." in bring_in(tmp_path)
    assert post(1).topic.closed_at is None


def test_closed_questions_wait_for_no_answer(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(1, ClosedDate=DAY), question(2)])
    bring_in(tmp_path)
    assert [row.pk for row in lists.unanswered(None).rows] == [post(2).topic_id]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"Posts": [question(1, ClosedDate="?")]}, "closing of question 1: ClosedDate is not a date: ?"),
        ({"PostLinks": [link(5, 1, 2) | {"RelatedPostId": "x"}]}, "link 5: RelatedPostId is not a number: x"),
        ({"PostHistory": [history(5, 10, 1, at="?")]}, "history 5: CreationDate is not a date: ?"),
        ({"PostHistory": ['<row Id="5" PostId="1" Text="<" />']}, "row 5 of PostHistory.xml: its XML is broken"),
        ({"PostLinks": ['<row Id="5" PostId=1 />']}, "row 5 of PostLinks.xml: its XML is broken"),
    ],
)
def test_a_bad_row_stays_alone(tmp_path: Path, rows: dict[str, list[Row | str]], sentence: str) -> None:
    write_rows(tmp_path, **{"Posts": [question(1, ClosedDate=DAY), question(2)]} | rows)
    said = bring_in(tmp_path)
    assert sentence in said
    assert Topic.objects.count() == len(rows.get("Posts", "ab"))


@pytest.mark.parametrize(
    "text", ["[]", "null", '{"OriginalQuestionIds":"x"}', '{"OriginalQuestionIds":[null]}', "[" * 9999]
)
def test_a_history_that_says_nonsense(tmp_path: Path, text: str) -> None:
    write_rows(tmp_path, Posts=[question(1, ClosedDate=DAY)], PostHistory=[history(1, 10, 1, why="101", text=text)])
    bring_in(tmp_path)
    assert Closing.objects.get().same_as == []


# --- comments ---------------------------------------------------------------------------------------------------------


def html_of(text: str, folder: Path, *more: Row) -> str:
    write_rows(
        folder, Posts=[question(1, Title="About [x] & *y*"), answer(2, 1), *more], Comments=[comment(9, 1, text)]
    )
    bring_in(folder)
    return Comment.objects.get().html


@pytest.mark.parametrize(
    "text",
    [
        f"See [it](https://{SITE}/a/2).", f"See [it](http://{SITE}/questions/1/about/2#2)", "See [it](/a/2)",
        f"[it](https://{SITE}/q/1#comment7_2)", f"[it](//{SITE}/a/2)", f"[it](https://{SITE}/posts/2)",
        f'[it](https://{SITE}/a/2/77 "an answer")', f"**[it](https://{SITE}/questions/1/about?noredirect=1#2)**",
    ],
)  # fmt: skip
def test_links_lead_to_the_answer(tmp_path: Path, text: str) -> None:
    html = html_of(text, tmp_path)
    found = post(2)
    assert f'href="{found.topic.get_absolute_url()}?post={found.pk}#p{found.pk}"' in html
    assert SITE not in html


@pytest.mark.parametrize(
    "text",
    [
        f"See https://{SITE}/q/1.",
        f"(https://{SITE}/questions/1/about_(it))",
        f"<https://{SITE}/q/1/7>, **https://{SITE}/q/1**",
    ],
)
def test_a_bare_address_becomes_the_title_of_what_it_leads_to(tmp_path: Path, text: str) -> None:
    html = html_of(text, tmp_path)
    assert f'<a href="{post(1).topic.get_absolute_url()}">About [x] &amp; *y*</a>' in html
    assert SITE not in html


def test_an_answer_that_is_gone_leads_to_its_question(tmp_path: Path) -> None:
    html = html_of(f"See [it](https://{SITE}/questions/1/about/55#55)", tmp_path)
    assert f'href="{post(1).topic.get_absolute_url()}"' in html


@pytest.mark.parametrize(
    "text",
    [
        f"https://{SITE}/a/77", f"https://{SITE}/users/1", f"[it](https://{SITE}/posts/1/revisions)",
        "https://elsewhere.example/q/1", f"https://elsewhere.example/?to=https://{SITE}/q/1",
        f"`https://{SITE}/q/1`", f"https://{SITE}/q/99999999999999999999999",
    ],
)  # fmt: skip
def test_other_links_stay(tmp_path: Path, text: str) -> None:
    html = html_of(text, tmp_path)
    assert "/t/" not in html
    assert Comment.objects.get().body == text


def test_many_links_fit_by_shorter_titles(tmp_path: Path) -> None:
    html = html_of(" ".join([f"https://{SITE}/q/1"] * 9), tmp_path, question(3, Title="x" * 160))
    assert html.count("/t/") == 9
    Comment.objects.all().delete()
    Imported.objects.filter(kind="comment").delete()
    html = html_of(" ".join([f"https://{SITE}/q/3"] * 9), tmp_path, question(3, Title="x" * 160))
    assert html.count("/t/") == 9
    assert len(Comment.objects.get().body) <= Comment.MAX_LENGTH


def test_a_second_run_leaves_them(tmp_path: Path) -> None:
    html = html_of(f"See https://{SITE}/q/1 and $a_1$", tmp_path)
    assert "Nothing changed." in bring_in(tmp_path)
    assert Comment.objects.get().html == html


@pytest.mark.parametrize(
    "formula",
    [
        "$a_1 b_1$", "$x*y*z$", r"$\frac{a_{1}}{b_{1}}$", r"$\{x\}$", r"$$a \\ b$$", r"\$V_{in}\$", "$a<b$", "$[a](b)$",
        r"\begin{align}a_1&b_1\\c\end{align}", r"\(a_1*b_1\)", "$~~x~~$", "$`x`$",
    ],
)  # fmt: skip
def test_formulas_keep_their_signs(tmp_path: Path, formula: str) -> None:
    from django.utils.html import escape

    html = html_of(f"_Take_ {formula} and {formula}, *please*", tmp_path)
    shown = escape(formula).replace("&#x27;", "'")
    assert html == f"<p><em>Take</em> {shown} and {shown}, <em>please</em></p>"


def test_where_formulas_are_drawn_those_of_comments_are_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writing.formulas.is_on", lambda: True)
    html = html_of(r"So $\frac{a_1}{b_1}$, `$x$`, $5 or $6", tmp_path)
    assert html.count("<math") == 1
    assert r'alttext="\frac{a_1}{b_1}"><mrow><mfrac>' in html
    comment = Comment.objects.get()
    render_comment_again(comment)
    assert comment.html == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("costs $5 or *maybe* $6", "costs $5 or <em>maybe</em> $6"),
        ("US$5 *and* US$6", "US$5 <em>and</em> US$6"),
        ("I have $ and _no_ $", "I have $ and <em>no</em> $"),
    ],
)
def test_money_is_no_formula(tmp_path: Path, text: str, html: str) -> None:
    assert html_of(text, tmp_path) == f"<p>{html}</p>"


# --- people -----------------------------------------------------------------------------------------------------------


def test_nobody_who_came_along_is_new_here(tmp_path: Path) -> None:
    gone = answer(3, 1) | {"OwnerDisplayName": "Gone"}
    del gone["OwnerUserId"]
    write_rows(tmp_path, Posts=[question(1), answer(2, 1, OwnerUserId=77), gone], Users=[person(5), person(-1)])
    bring_in(tmp_path)
    assert not Member.objects.filter(stage="newcomer").exists()
    html = page(1)
    assert "Person 5" in html
    assert "A former member" in html or "Gone" in html
    assert "New here" not in html


def test_nobody_is_asked_to_greet_them(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(1)])
    bring_in(tmp_path)
    assert without_reply(make.admin()) == []


def test_even_with_the_stage_of_a_newcomer_a_name_without_a_page_is_not_new(tmp_path: Path) -> None:
    write_rows(tmp_path, Posts=[question(1)])
    bring_in(tmp_path)
    Member.objects.update(stage="newcomer")
    assert "New here" not in page(1)


# --- what does not come along -----------------------------------------------------------------------------------------


def test_tags_that_are_lost_are_said_with_the_reason(tmp_path: Path) -> None:
    long = "x" * 41
    make.tag("Bank fees")
    write_rows(
        tmp_path, Posts=[question(1, Tags=f"|{long}|---|c++|bank-fees|fine|")], Tags=[{"Id": 1, "TagName": "..."}]
    )
    for _time in ("first", "second"):
        said = bring_in(tmp_path)
        assert f"tags, longer than 40 characters: 1 ({long})" in said
        assert "tags, without a letter, number or symbol: 2 (---, ...)" in said
        assert "tags, merged: 1 (bank-fees into Bank fees)" in said
    assert sorted(post(1).topic.tags.values_list("name", flat=True)) == ["Bank fees", "c++", "fine"]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    write_rows(
        tmp_path,
        Posts=[
            question(1, Body="<p><img src='https://i.example/1.png'> <IMG src='x'></p>"), answer(2, 1),
            question(3, DeletionDate=DAY), answer(4, 3), {"Id": 5, "PostTypeId": 4}, {"Id": 6, "PostTypeId": 7},
        ],
        Comments=[comment(1, 2, "Fine"), comment(2, 3, "Gone"), comment(3, 4, "Gone too"), comment(4, 5, "On a wiki")],
        Votes=[{"Id": 1, "PostId": 2, "VoteTypeId": 2}, {"Id": 2, "PostId": 2, "VoteTypeId": 3}],
        PostHistory=[history(1, 1, 1), history(2, 2, 1), history(3, 5, 1), history(4, 50, 1)],
        PostLinks=[link(1, 1, 2, kind=1)],
        Badges=[{"Id": 1, "UserId": 5, "Name": "Autobiographer"}],
        PendingFlags=[],
    )  # fmt: skip
    said = [line for line in bring_in(tmp_path).splitlines() if line.startswith("left out: ")]
    counted = {
        "1 deleted posts", "1 answers to what was left out", "1 tag wikis", "1 other posts", "2 votes", "1 badges",
        "3 comments on what was left out", "3 revisions", "1 other entries of the history", "1 links to related questions",
        "2 images (a link leads to each)", "1 file PendingFlags.xml",
    }  # fmt: skip
    assert set(said[0].removeprefix("left out: ").split(", ")) == counted
    assert [line for line in bring_in(tmp_path).splitlines() if line.startswith("left out: ")] == said
    assert Topic.objects.count() == 1


# --- first words ------------------------------------------------------------------------------------------------------


def test_what_its_reader_unfolds_is_given_away_in_no_list(tmp_path: Path) -> None:
    body = '<p>Before.</p><blockquote class="spoiler"><p>How it ended.</p></blockquote><p>After.</p>'
    write_rows(tmp_path, Posts=[question(1, Body=body)])
    bring_in(tmp_path)
    assert "How it ended." in post(1).text
    assert post(1).topic.excerpt == "Before. After."
