"""What somebody sent after their session had ended: kept for an hour in the browser's next session, until they have
signed in and sent it again.

It is sealed, with all that says whose it is: the session will soon be a member's, and the words may be meant for behind
a mask. A cookie that lives as long as the browser says by a tag who signed in last, so that nobody else who signs in
there meets the words.
"""

from __future__ import annotations

import json
import time
from dataclasses import astuple, dataclass
from datetime import timedelta

from django.contrib.auth import SESSION_KEY as MEMBER_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

from forum.limits import Limit, check_address
from masks import sealed
from members.models import Member
from members.rules import NotAllowed

SESSION_KEY = "interrupted"
KEPT_SECONDS = 3600  # whoever comes later may be somebody else at the same machine
MOST_FORMS = 3
LONGEST = 100_000  # characters of all fields of one form
# Each is a row that a visitor makes. Whoever signed in there before counts by themselves, everybody else by address;
# masked words leave no address, so that those of browsers in which nobody signed in count as one.
PER_SENDER = Limit("interrupted", 60, timedelta(hours=1))
MASKED = "masked"


@dataclass(frozen=True)
class Interrupted:
    """A form as it was sent: where to, and its fields. `owner`: a tag; "" where nobody had signed in before."""

    path: str
    fields: list[list[str]]
    owner: str
    at: float

    @property
    def masked(self) -> bool:
        return ["as", "mask"] in self.fields

    @property
    def longest(self) -> str:
        return max((value for _name, value in self.fields), key=len, default="")


def tag_of(member: Member) -> str:
    return salted_hmac("forum.interrupted", str(member.pk), algorithm="sha256").hexdigest()[:32]


def keep(session: SessionBase, form: Interrupted, *, address: str | None) -> bool:
    """False where it is too much, or too often, or nothing can be sealed."""
    if sum(len(name) + len(value) for name, value in form.fields) > LONGEST:
        return False
    try:
        check_address(PER_SENDER, form.owner or (MASKED if form.masked else address))
        before = kept(session)
        if any(_is_late_draft(form, of=other) for other in before):
            return True
        others = [other for other in before if not _replaces(form, other)]
        _put(session, [form, *others[: MOST_FORMS - 1]])
    except (NotAllowed, sealed.MaskKeyError):
        return False
    if MEMBER_KEY not in session:
        session.set_expiry(KEPT_SECONDS)
    return True


def _replaces(new: Interrupted, old: Interrupted) -> bool:
    """The same form once more; or what was kept of it while it was typed."""
    return new.path == old.path or (_is_draft(old) and new.longest.startswith(old.longest))


def _is_late_draft(form: Interrupted, *, of: Interrupted) -> bool:
    """What was typed is kept a moment later, and may come when the form itself is here already."""
    return _is_draft(form) and not _is_draft(of) and of.longest.startswith(form.longest)


def _is_draft(form: Interrupted) -> bool:
    return form.path == reverse("forum:draft")


def kept(session: SessionBase) -> list[Interrupted]:
    """The newest first."""
    try:
        found = [Interrupted(*one) for one in json.loads(sealed.unwrap(session[SESSION_KEY]))]
    except (KeyError, sealed.Broken, sealed.MaskKeyError):
        return []
    return [form for form in found if form.at > time.time() - KEPT_SECONDS]


def claim(session: SessionBase, member: Member) -> None:
    """Somebody signed in: the words of anybody else go."""
    if SESSION_KEY in session:
        session.set_expiry(None)
        _put(session, [form for form in kept(session) if form.owner in ("", tag_of(member))])


def drop(session: SessionBase, path: str) -> None:
    """It was sent after all; and whatever is too old goes with it."""
    if SESSION_KEY in session:
        _put(session, [form for form in kept(session) if form.path != path])


def drop_all(session: SessionBase) -> None:
    session.pop(SESSION_KEY, None)


def _put(session: SessionBase, forms: list[Interrupted]) -> None:
    if forms:
        session[SESSION_KEY] = sealed.wrap(json.dumps([astuple(form) for form in forms]))
    else:
        drop_all(session)
