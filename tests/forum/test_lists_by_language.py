"""Where topics are written in several languages, a list shows all of them until its reader chooses some."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.models import Follow, Topic
from forum.models.levels import Level
from forum.queries import search, tongues
from forum.queries.tongues import Tongues
from tests import make
from web.pagecache.local import pages

pytestmark = pytest.mark.django_db

GERMAN, TURKISH, ENGLISH = "Wo fange ich an?", "Nereden başlamalıyım?", "Where do I start?"
CHOICE = 'name="lang"'


@pytest.fixture(autouse=True)
def _place():
    make.community(topic_languages=["de", "tr"], language="en")
    space = make.space(slug="money", title="Money")
    for title, lang in ((GERMAN, "de"), (TURKISH, "tr"), (ENGLISH, "")):
        make.topic(title=title, lang=lang, space=space, tags=("fees",))


LISTS = ("/latest/", "/unanswered/", "/s/money/", "/tags/fees/")


def reader() -> Client:
    client = Client()
    client.force_login(make.member())
    return client


def shown(where: str, client: Client | None = None, **headers: str) -> set[str]:
    answer = (client or Client()).get(where, headers=headers)
    assert answer.status_code == 200, where
    page = answer.content.decode()
    return {title for title in (GERMAN, TURKISH, ENGLISH) if title in page}


def page(where: str, client: Client | None = None) -> str:
    return (client or Client()).get(where).content.decode()


# --- what is shown -------------------------------------------------------------------------------


@pytest.mark.parametrize("where", LISTS)
@pytest.mark.parametrize("come", [Client, reader])
def test_every_list_shows_all_until_somebody_chooses(where, come) -> None:
    client = come()
    assert shown(where, client) == {GERMAN, TURKISH, ENGLISH}
    assert shown(f"{where}?lang=de", client) == {GERMAN}
    assert shown(f"{where}?lang=en", client) == {ENGLISH}
    assert shown(f"{where}?lang=de&lang=tr", client) == {GERMAN, TURKISH}
    assert shown(f"{where}?lang=de&lang=en&lang=tr", client) == {GERMAN, TURKISH, ENGLISH}


def test_what_one_follows_too() -> None:
    member, client = make.member(), Client()
    for topic in Topic.objects.all():
        Follow.objects.create(member=member, topic=topic, level=Level.EVERYTHING)
    client.force_login(member)
    assert shown("/following/", client) == {GERMAN, TURKISH, ENGLISH}
    assert shown("/following/?lang=tr", client) == {TURKISH}


def test_somebody_who_reads_more_than_others_may_choose_as_well() -> None:
    client = Client()
    client.force_login(make.member(is_staff=True))
    assert shown("/latest/?lang=de", client) == {GERMAN}


def test_the_part_for_the_script_is_narrowed_alike() -> None:
    assert shown("/latest/?lang=de", **{"HX-Request": "true"}) == {GERMAN}


@pytest.mark.parametrize("asked", ["lang=xx", "lang=", "lang=de-at", 'lang="><b>x', "lang=fr&lang=%00", "Lang=de"])
def test_a_language_that_is_nothing_here_hides_nothing(asked) -> None:
    assert shown(f"/latest/?{asked}") == {GERMAN, TURKISH, ENGLISH}
    assert "<b>x" not in page(f"/latest/?{asked}")
    assert shown(f"/latest/?lang=de&{asked}") == {GERMAN}


# --- the choice ----------------------------------------------------------------------------------


def chosen_in(html: str) -> dict[str, bool]:
    boxes = re.findall(r'<input[^>]*name="lang"[^>]*>', html)
    return {code: "checked" in box for box in boxes for code in re.findall('value="([^"]*)"', box)}


def test_the_choice_is_a_form_without_a_script() -> None:
    html = page("/latest/?lang=tr")
    assert chosen_in(html) == {"de": False, "en": False, "tr": True}
    assert re.search(r"Languages:\s+Türkçe", html)
    assert 'action="/latest/"' in html
    assert re.search(r"Languages:\s+all", page("/latest/"))
    assert chosen_in(page("/latest/")) == dict.fromkeys(("de", "en", "tr"), False)


def test_where_one_language_is_written_there_is_no_choice_and_no_question_about_it() -> None:
    make.community(topic_languages=[], language="en")
    with CaptureQueriesContext(connection) as asked:
        assert CHOICE not in page("/latest/?lang=de")
    assert "DISTINCT" not in str(asked.captured_queries)
    assert shown("/latest/?lang=de") == {GERMAN, TURKISH, ENGLISH}


def test_where_all_topics_are_in_one_of_them_there_is_no_choice() -> None:
    Topic.objects.exclude(lang="de").delete()
    assert CHOICE not in page("/latest/")
    assert shown("/latest/?lang=de") == {GERMAN}


def test_a_language_that_nobody_may_read_here_is_not_named() -> None:
    Topic.objects.filter(lang="tr").update(audience=Topic.Audience.MEMBERS)
    assert set(chosen_in(page("/latest/"))) == {"de", "en"}
    assert set(chosen_in(page("/latest/", reader()))) == {"de", "en", "tr"}


def test_a_code_that_came_along_from_elsewhere_breaks_no_page() -> None:
    Topic.objects.filter(lang="tr").update(lang="x-klingon")
    assert set(chosen_in(page("/latest/"))) == {"de", "en"}
    assert shown("/latest/") == {GERMAN, TURKISH, ENGLISH}


def test_home_and_the_lists_of_ones_own_offer_none() -> None:
    client = reader()
    for where in ("/", "/own/", "/own/questions/", "/saved/"):
        assert CHOICE not in page(f"{where}?lang=de", client), where


# --- what follows from it ------------------------------------------------------------------------


def test_pages_and_tabs_keep_what_was_chosen() -> None:
    for number in range(30):
        make.topic(title=f"{GERMAN} {number}", lang="de")
    first = Client().get("/latest/?lang=de")
    assert first.context["older"].startswith("?lang=de&at=")
    assert 'href="/unanswered/?lang=de"' in first.content.decode()
    second = Client().get(f"/latest/{first.context['older']}")
    assert len(first.context["found"].rows) + len(second.context["found"].rows) == 31
    assert second.context["newer"].startswith("?lang=de&at=")
    assert {row.lang for row in (*first.context["found"].rows, *second.context["found"].rows)} == {"de"}


def test_where_nothing_is_written_in_it_the_list_says_so_and_leads_to_all() -> None:
    Topic.objects.filter(lang="tr").delete()
    for where in LISTS:
        html = page(f"{where}?lang=tr")
        assert "Nothing in these languages" in html
        assert f'href="{where}"' in html
        assert chosen_in(html)["tr"]


def test_a_tag_that_nobody_may_read_is_not_there_in_any_language() -> None:
    Topic.objects.update(audience=Topic.Audience.MEMBERS)
    assert Client().get("/tags/fees/?lang=tr").status_code == 404


def test_feeds_stay_as_they_are() -> None:
    assert shown("/latest/feed/?lang=de") == {GERMAN, TURKISH, ENGLISH}


# --- pages that are kept -------------------------------------------------------------------------


def test_no_kept_page_is_shown_for_another_choice() -> None:
    for _again in range(2):
        assert shown("/latest/") == {GERMAN, TURKISH, ENGLISH}
        assert shown("/latest/?lang=de") == {GERMAN}
        assert shown("/latest/?lang=tr") == {TURKISH}


def test_however_a_choice_is_spelled_one_page_is_kept() -> None:
    for query in ("lang=de&lang=tr", "lang=tr&lang=de", "lang=tr&lang=de&lang=tr&x=1", "lang=xx&lang=de&lang=tr&at=7"):
        assert shown(f"/latest/?{query}") == {GERMAN, TURKISH}
    assert [key[1] for key in pages.keys()] == ["/latest/?lang=de&lang=tr"]  # noqa: SIM118  (no mapping)


def test_a_kept_page_shows_what_is_written_later() -> None:
    assert shown("/latest/?lang=de") == {GERMAN}
    make.topic(title="Noch eine Frage", lang="de")
    assert "Noch eine Frage" in page("/latest/?lang=de")
    Topic.objects.filter(title=GERMAN).update(lang="tr")
    assert shown("/latest/?lang=de") == set()


def questions(where: str, client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


@pytest.mark.parametrize("where", LISTS)
def test_a_choice_costs_no_question_more(where) -> None:
    client = Client()
    client.force_login(make.member(is_staff=True))  # a page of their own each time
    client.get(where)
    assert questions(where, client) == questions(f"{where}?lang=de&lang=tr", client)
    make.community(topic_languages=[])
    client.get(where)
    alone = questions(where, client)
    make.community(topic_languages=["de", "tr"])
    client.get(where)
    assert questions(where, client) == alone


def test_which_languages_there_are_is_asked_again_after_a_while() -> None:
    assert set(chosen_in(page("/latest/"))) == {"de", "en", "tr"}
    Topic.objects.filter(lang="tr").delete()
    cache.delete(tongues.CACHE_KEY.format(whose="visitor", own="en"))
    assert set(chosen_in(page("/latest/"))) == {"de", "en"}


def test_the_communitys_own_language_is_one_however_topics_hold_it() -> None:
    Topic.objects.filter(title=TURKISH).update(lang="en")
    assert shown("/latest/?lang=en") == {TURKISH, ENGLISH}
    assert set(chosen_in(page("/latest/"))) == {"de", "en"}
    assert Tongues(("en",), ("de", "en"), "en").query == "lang=en"


# --- search --------------------------------------------------------------------------------------


def test_search_is_narrowed_down_to_a_language() -> None:
    make.topic(title="Miete und Miete", lang="de", body="x")
    make.topic(title="Miete", lang="tr", body="x")
    make.topic(title="Miete in English", body="x")

    def found(**chosen: str) -> int:
        return len(search.find(None, search.Wanted.read("Miete", **chosen)).hits)

    assert (found(), found(lang="de"), found(lang="en"), found(lang="xx")) == (3, 1, 1, 0)
    html = page("/search/?q=Miete&lang=tr")
    assert re.search(r'value="tr"\s+selected', html)
    assert "Miete und Miete" not in html


def test_search_offers_no_language_where_one_is_written() -> None:
    make.community(topic_languages=[], language="en")
    html = page("/search/?q=fange&lang=tr")
    assert CHOICE not in html
    assert GERMAN in html
