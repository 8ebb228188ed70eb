"""The attention treaty's one table: what each kind of message is for, and what of the treaty holds for that.

`actions/judge.py` is the gate that every message passes just before it goes, and asks here. What goes beside a rule
says why in `because`; a kind that stands in no row is sent to nobody. `nudges/policy.py` has the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Purpose(StrEnum):
    """What somebody agreed to be written to for. A yes to one of these is never taken for a yes to another."""

    SUGGESTION = "suggestion"
    INVITATION = "invitation"
    THANKS = "thanks"
    CALL = "call"
    REQUEST = "request"
    DIGEST = "digest"
    REPLY = "reply"
    REMINDER = "reminder"
    WALKING = "walking"
    OWN_WORDS = "own words"
    DUTY = "duty"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Terms:
    """`budget`: takes one of the few places that suggestions have. `peace`: never in a crisis. `apart`: between two mails
    of this purpose to one person, where they are folded into one; None: of each kind by itself.
    `trial`: may be left out by lot, to learn whether it helps anybody; never what somebody waits for.
    `because`: why the budget does not count it.
    """

    kinds: tuple[str, ...]
    budget: bool = False
    peace: bool = False
    apart: timedelta | None = None
    trial: bool = False
    because: str = ""


TERMS: dict[Purpose, Terms] = {
    Purpose.SUGGESTION: Terms(
        (
            "welcome",
            "reciprocity",
            "stay",
            "check_in",
            "term",
            "appreciation",
            "resume",
            "goal_check_in",
            "alumni_note",
            "emeritus_hello",
            "purpose",
        ),
        budget=True,
        peace=True,
        trial=True,
    ),
    Purpose.INVITATION: Terms(("article_invited", "quote_asked"), budget=True, peace=True),
    Purpose.THANKS: Terms(
        ("helped", "thanked"),
        apart=DAY,
        trial=True,
        because="Words of thanks ask for nothing. One mail a day at most tells of all of them.",
    ),
    Purpose.CALL: Terms(
        ("summons", "newcomer_wrote", "waiting_question", "chosen_for_question", "waiting_story"),
        peace=True,
        because="Only who offered it is called, within the cap that they chose over all calls together.",
    ),
    Purpose.REQUEST: Terms(
        ("mentor_requested",),
        peace=True,
        because="A person asks somebody who said that they mentor here, as many at once as they have room for.",
    ),
    Purpose.DIGEST: Terms(
        ("digest",), trial=True, because="Chosen, at most daily, of what was not read; it asks for nothing."
    ),
    Purpose.REPLY: Terms(
        ("answered", "commented", "mentioned", "followed", "begun", "hello_answered"),
        because="Somebody replied to them, or wrote where they follow.",
    ),
    Purpose.REMINDER: Terms(("reminder",), because="They asked for it, for this day."),
    Purpose.WALKING: Terms(
        (
            "mentor_drawn",
            "mentor_accepted",
            "mentor_declined",
            "mentor_passed_on",
            "mentorship_letter",
            "mentorship_ended",
        ),
        because="The reply to what they asked, or words of the one person they walk with.",
    ),
    Purpose.OWN_WORDS: Terms(
        ("article_proposed", "article_published", "hidden", "restored", "warned", "not_posted"),
        because="What becomes of their own words: they agreed to write them, or have to know.",
    ),
    Purpose.DUTY: Terms(
        ("applied", "danger", "wake", "mentor_worried", "installation"),
        because="Somebody waits for the one who took this duty on, or may be in danger.",
    ),
    Purpose.ACCOUNT: Terms(
        (
            "approved",
            "declined",
            "revealed",
            "silenced",
            "suspended",
            "suspension_lifted",
            "mail_refused",
            "leaving",
            "copy_ready",
        ),
        because="It is about the account itself, or a mail that they sent.",
    ),
}

# What nobody's deed of the moment is behind: the beat thinks of it.
OF_ITS_OWN_ACCORD = (Purpose.SUGGESTION, Purpose.DIGEST)
# What is sent rather twice than never, also where a backup was put back: somebody waits, or may be in danger.
RATHER_TWICE = (Purpose.DUTY,)

# What leaves without a row of the outbox, by the module that sends it.
BESIDE_THE_OUTBOX = {
    "members/adapter.py": "Codes and warnings of the account: somebody waits at the page, or has to know at once.",
    "members/mailroom.py": "Hands those codes to the mail server while the page waits.",
    "notices/actions/devices.py": "A member tries a device of their own, a few times an hour at most.",
    "members/actions/test_mail.py": "An admin's own test of the mail server, to one address that they typed.",
}

_PURPOSES = {kind: purpose for purpose, terms in TERMS.items() for kind in terms.kinds}


def purpose_of(kind: str) -> Purpose | None:
    """None: it may not be mailed."""
    return _PURPOSES.get(kind)


def terms_of(kind: str) -> Terms | None:
    purpose = purpose_of(kind)
    return TERMS[purpose] if purpose is not None else None


def together(kind: str) -> tuple[str, ...]:
    """The kinds that are told of in one mail with this one."""
    terms = terms_of(kind)
    return terms.kinds if terms is not None and terms.apart is not None else (kind,)


def apart(kind: str) -> timedelta:
    """At most one mail of it to a person in this time; what comes meanwhile is folded into the next."""
    terms = terms_of(kind)
    return (terms.apart if terms is not None else None) or HOUR


def can_be_tried() -> list[str]:
    """Of which kinds it may be asked by lot whether they help."""
    return [kind for terms in TERMS.values() if terms.trial for kind in terms.kinds]
