"""A reason that came with the product is read by each in their own language, in the page and by mail, as long as it stands
as it came; what a community or a moderator wrote stays as it was written.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from members.models import Member
from members.rules import NotAllowed, may_write
from moderation import reasons
from moderation.actions import accounts, ready_reasons
from moderation.actions.decisions import decide, undo
from moderation.actions.reports import report
from moderation.models import Decision, ReadyReasons
from moderation.queries.reasons import offered
from notices.actions.mailer import build
from notices.kinds import KINDS
from notices.models import Message
from tests import make
from tests.ledger import settle
from tests.moderation.place import Place
from writing import ready_words

Verb = Decision.Verb
SELLING = str(reasons.BUILT_IN[ReadyReasons.Use.WORDS]["selling"])
PEOPLE = str(reasons.BUILT_IN[ReadyReasons.Use.PEOPLE]["unkind"])


def german(words: str) -> str:
    with override("de"):
        said = gettext(words)
    assert said != words, "else the rest would pass without a catalogue"
    return said


@pytest.fixture
def author(place: Place) -> Member:
    """Who reads German, where everybody else reads English."""
    make.community()
    place.author.reads_in = "de"
    place.author.save(update_fields=["reads_in"])
    return place.author


def page(member: Member, path: str) -> str:
    client = Client()
    client.force_login(member)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def hide(place: Place, reason: str, **more) -> Decision:
    made = decide(moderator=place.moderator, thing=place.post, verb=Verb.HIDE, reason=reason, **more)
    settle()
    return made


def mailed(member: Member, kind: str) -> str:
    message = Message.objects.get(member=member, kind=kind)
    mail = build(message, member, KINDS[kind])
    return f"{mail.body} {mail.alternatives[0][0]}"


# --- who reads it ---------------------------------------------------------------------------------


def test_whoever_is_moderated_reads_it_in_their_language(place: Place, author: Member) -> None:
    decision = hide(place, SELLING)
    assert decision.reason == SELLING
    for words in (
        page(author, "/notices/"),
        page(author, reverse("moderation:second_look", args=[decision.pk])),
        mailed(author, "hidden"),
    ):
        assert german(SELLING) in words
        assert SELLING not in words


def test_the_log_says_it_to_each_in_theirs(place: Place, author: Member) -> None:
    hide(place, SELLING)
    assert german(SELLING) in page(author, reverse("moderation:log"))
    assert SELLING in page(place.reader, reverse("moderation:log"))


def test_what_a_moderator_chose_in_german_others_read_in_theirs(place: Place, author: Member) -> None:
    with override("de"):
        chosen = offered(Verb.HIDE)["selling"]
        assert chosen == german(SELLING)
        hide(place, chosen)
    assert SELLING in page(place.reader, reverse("moderation:log"))
    assert chosen not in page(place.reader, reverse("moderation:log"))


def test_what_is_refused_says_why_in_their_language(place: Place, author: Member) -> None:
    until = timezone.now() + timedelta(days=3)
    accounts.suspend(moderator=place.admin, member=author, until=until, reason=PEOPLE)
    with override("de"), pytest.raises(NotAllowed) as refused:
        may_write(author)
    assert german(PEOPLE) in str(refused.value)


def test_where_no_reason_is_given_the_built_in_one_follows_the_reader(place: Place, author: Member) -> None:
    report(actor=place.reader, thing=place.post, reason="selling")
    with override("de"):
        decide(moderator=place.moderator, thing=place.post, verb=Verb.KEEP)
    assert "Read, and nothing in it is against our agreement." in page(place.reader, reverse("moderation:log"))


def test_what_was_taken_back_says_so_around_it(place: Place, author: Member) -> None:
    with override("de"):
        undo(moderator=place.moderator, decision=hide(place, german(SELLING)))
    log = page(place.reader, reverse("moderation:log"))
    assert f"Taken back: {SELLING}" in log
    assert "Zurück" not in log


# --- what stays as it was written -----------------------------------------------------------------


def test_own_words_beside_it_stay(place: Place, author: Member) -> None:
    hide(place, f"{SELLING} Please ask <Marit> first.")
    words = page(author, "/notices/")
    assert f"{german(SELLING)} Please ask &lt;Marit&gt; first." in words


@pytest.mark.parametrize(
    "words",
    [
        "We sell nothing here.",
        f"{SELLING[:-1]}, and we said so.",
        f"No: {SELLING}",
        SELLING.upper(),
        f"{SELLING}x",
        "Taken over: something",
        "%(reason)s",
        "",
    ],
)
def test_words_of_ones_own_stay(words) -> None:
    with override("de"):
        assert ready_words.said(words) == words


def test_what_the_community_made_of_it_stays(place: Place, author: Member) -> None:
    edited = SELLING.replace("members", "our members")
    ready_reasons.choose(moderator=place.admin, use=ReadyReasons.Use.WORDS, lines=[edited])
    with override("de"):
        assert list(offered(Verb.HIDE).values()) == [edited]
    hide(place, edited)
    assert edited in page(author, "/notices/")
    assert edited in mailed(author, "hidden")


def test_a_line_that_the_community_left_alone_is_still_ours(place: Place, author: Member) -> None:
    ready_reasons.choose(moderator=place.admin, use=ReadyReasons.Use.WORDS, lines=[SELLING, "Not here."])
    [chosen, own] = offered(Verb.HIDE).values()
    assert own == "Not here."
    hide(place, chosen)
    assert german(SELLING) in page(author, "/notices/")


def test_every_built_in_reason_is_known_in_every_language() -> None:
    with override("en"):
        english = [str(sentence) for sentence in reasons.all_ours()]
    for code in ("de", "fr", "es", "pt-br", "uk", "ar"):
        with override(code):
            said = [str(sentence) for sentence in reasons.all_ours()]
        for words, source in zip(said, english, strict=True):
            assert words != source, code
            if "%(reason)s" not in words:
                with override("en"):
                    assert ready_words.said(words) == source
                with override("de"):
                    assert ready_words.said(words) == gettext(source)


def test_no_catalogue_is_kept_in_memory_for_it() -> None:
    from django.utils.translation import trans_real

    ready_words._spellings.cache_clear()
    before = set(trans_real._translations)
    with override("en"):
        assert ready_words.said("Bonjour.") == "Bonjour."
    assert set(trans_real._translations) - before <= {"en"}
