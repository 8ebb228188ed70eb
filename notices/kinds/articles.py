"""From an answer to an article."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Duty, Group, Kind

ROWS = (
    Kind(
        "article_invited",
        Group.ARTICLES,
        label=_("I am invited to turn an answer into an article"),
        line=_("%(who)s invites you to turn your answer into an article"),
        subject=_("%(name)s, an invitation for you"),
        lead=_("Somebody who tends a space here has an invitation for you. Yes, later and no are all fine answers."),
        action=_("Read the invitation"),
        why=_("You wrote the answer that this is about."),
        by_mail=True,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_answered",
        Group.ARTICLES,
        duty=Duty.TENDS,
        label=_("Somebody replies to an invitation of mine"),
        line=_("%(who)s replied to your invitation"),
        icon="feather",
    ),
    Kind(
        "article_proposed",
        Group.ARTICLES,
        label=_("A text waits for my yes"),
        line=_("%(who)s sent you the text of your article. It waits for your yes."),
        subject=_("%(name)s, a text waits for your yes"),
        lead=_("A text of yours was edited and waits for your yes. Nothing is published before you give it."),
        action=_("Read the text"),
        why=_("You agreed to write it, and nothing is published without you."),
        by_mail=True,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_approved",
        Group.ARTICLES,
        duty=Duty.TENDS,
        label=_("An author approves a text that I edited"),
        line=_("%(who)s approved the text"),
        icon="feather",
    ),
    Kind(
        "article_published",
        Group.ARTICLES,
        label=_("My article is published"),
        line=_("Your article is published"),
        subject=_("%(name)s, your text is published"),
        lead=_("A text of yours is published now. You can read it, change its by-line or take it down at any time."),
        action=_("Read it"),
        why=_("You are its author."),
        by_mail=False,
        icon="feather",
        own=True,
    ),
    Kind(
        "article_withdrawn",
        Group.ARTICLES,
        duty=Duty.TENDS,
        label=_("An author takes an article down"),
        line=_("%(who)s took the article down"),
        icon="feather",
    ),
    Kind(
        "quote_asked",
        Group.ARTICLES,
        label=_("I am asked whether an article may quote me"),
        line=_("May an article quote what you asked? Nothing is quoted without your yes."),
        subject=_("%(name)s, a question about your words"),
        lead=_("Somebody would like to quote a few words of yours, and asks you first. Without your yes they do not."),
        action=_("Read what they would quote"),
        why=_("The words are yours."),
        by_mail=True,
        icon="text-quote",
        own=True,
    ),
    Kind(
        "quote_answered",
        Group.ARTICLES,
        duty=Duty.TENDS,
        label=_("Somebody replies whether they may be quoted"),
        line=_("%(who)s replied about the quote"),
        icon="text-quote",
    ),
)
