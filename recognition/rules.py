"""Who may thank whom, and who decides what is shown of it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from forum.models import Post, Status
from masks import sealed
from members.models import Member
from members.rules import NotAllowed, blocks_between, may_write
from recognition.models import Thanks, ThanksWord

WORDS_AT_MOST = 3  # words of one thanks: the ones that matter most
LONGEST_NOTE = 280  # characters
NO_WORD = _lazy("Choose a word for what it was.")
TOO_MANY_WORDS = _lazy("Three words at most: the ones that say it best.")
TOO_LONG = _lazy("280 characters at most, so that it is read in one breath.")
TAG_KIND = "thanks"  # the scope of `sealed.giver_tag`: one person thanks once


def may_thank(member: Member, post: Post) -> None:
    """Anybody but its author may thank for a post that can be read. Blocks compare names, never masks."""
    may_write(member)
    if post.status != Status.VISIBLE or post.topic.status != Status.VISIBLE:
        raise NotAllowed(_("This is not there to be thanked for now."))
    if sealed.same_person(member, post):
        raise NotAllowed(_("These are your own words. Thanks are for what somebody else did."))
    if post.member is not None and blocks_between(member, post.member):
        raise NotAllowed(_("You cannot thank this person."))


def may_say(words: Collection[str], note: str) -> None:
    """One to three of the community's open words, and a few of one's own."""
    if not words:
        raise NotAllowed(NO_WORD)
    if len(words) > WORDS_AT_MOST:
        raise NotAllowed(TOO_MANY_WORDS)
    if len(note) > LONGEST_NOTE:
        raise NotAllowed(TOO_LONG)
    if ThanksWord.objects.filter(slug__in=words, is_open=True).count() != len(words):
        raise NotAllowed(_("One of these words is not in use here any more. Choose another one."))


def may_arrange(member: Member, thanks: Thanks) -> None:
    """Whoever was thanked decides what is shown; for everybody else it does not exist."""
    if not sealed.same_person(member, thanks.post):
        raise Thanks.DoesNotExist
