"""One row of the table of what a member can be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.models.levels import Level

Words: TypeAlias = str | Promise


class Group(StrEnum):
    """The sections of the preferences page."""

    REPLIES = "replies"
    KINDNESS = "kindness"
    ARTICLES = "articles"
    MENTORING = "mentoring"
    TENDING = "tending"
    SUGGESTIONS = "suggestions"
    ACCOUNT = "account"


GROUP_LABELS: dict[Group, Words] = {
    Group.REPLIES: _("Replies"),
    Group.KINDNESS: _("Thanks and hellos"),
    Group.ARTICLES: _("Articles"),
    Group.MENTORING: _("Mentoring"),
    Group.TENDING: _("What you wrote, and what you tend"),
    Group.SUGGESTIONS: _("Suggestions"),
    Group.ACCOUNT: _("Your account"),
}


class Duty(StrEnum):
    """What somebody takes care of here."""

    TENDS = "tends"  # a space
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row. `by_mail`: the default for who has not chosen; None: never mailed.

    `line` may hold %(who)s, one or two names; `subject` and `lead` hold no name but the reader's own, %(name)s.
    `early`: mailed in the first seven days as well, because the reader asked for it or must know.
    `duty`: told only to those who have it; others are not asked about it.
    `always`: about the account itself: no choice, no hours. `own`: about the reader's own words, which the
    reader may see while others may not. `folds`: several about one topic are one row of the bell's page. `waits`:
    somebody waits for the reader, so the mail does not say that there is no hurry. `calls`: asks the reader for
    something. `at_once`: a life may hang on it, so it does not wait for the hour's peace between two mails.
    `at_any_hour`: the choice, a kind of its own, by which it may come by night. `by_rhythm`: chosen as daily, weekly or
    never.
    `letter` is the dotted name of `letter(message, member) -> dict` for its template, for kinds of other apps;
    `masked_letter(message) -> dict` in place of the one that is the same for every kind. `answerable`: about a topic in
    which the reader may answer it by mail. `heard_from`: the quietest choice about its topic with which it is
    told (None: whatever was chosen). What of the attention treaty holds for it stands in `notices/treaty.py`.
    """

    name: str
    group: Group
    label: Words
    line: Words = ""
    subject: Words = ""
    lead: Words = ""
    action: Words = ""
    why: Words = ""
    by_mail: bool | None = None
    icon: str = "bell"
    template: str = "emails/notices/notice"
    early: bool = False
    always: bool = False
    own: bool = False
    folds: bool = False
    waits: bool = False
    calls: bool = False
    by_rhythm: bool = False
    at_once: bool = False
    at_any_hour: str = ""
    duty: Duty | None = None
    letter: str = ""
    masked_letter: str = ""
    answerable: bool = False
    heard_from: Level | None = None

    @property
    def is_mailable(self) -> bool:
        return self.by_mail is not None

    @property
    def is_choosable(self) -> bool:
        """Does the member decide about it?"""
        return self.is_mailable and not self.always
