"""One's own drafts, named and sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from forum.drafting import INDEX, DraftText, purpose
from forum.models import Draft, Post
from forum.queries import scheduled
from masks import sealed
from members.models import Member
from writing.pictures import HOME, names_in


def draft(member: Member, context: str) -> DraftText | None:
    """The member's draft of this form, the newer of a named and a sealed one. One query."""
    owner_tag = sealed.text_tag(member, purpose(context))
    rows = Draft.objects.filter(Q(member=member, context=context) | Q(owner_tag=owner_tag))
    found = [words for row in rows if (words := _words(member, row, context))]
    return max(found, key=lambda words: words.updated_at, default=None)


def drafts(member: Member) -> list[DraftText]:
    """All of the member's drafts, the newest first. Three queries."""
    contexts = {sealed.text_tag(member, purpose(context)): context for context in sealed_contexts(member)}
    rows = Draft.objects.filter(Q(member=member) | Q(owner_tag__in=list(contexts)))
    found = [
        words
        for row in rows
        if (words := _words(member, row, row.context if row.member_id else contexts[bytes(row.owner_tag or b"")]))
    ]
    return sorted(found, key=lambda words: words.updated_at, reverse=True)


def shown_later(member: Member, names: Collection[str], *, form: str) -> set[str]:
    """Those of the names that stand in what they keep to be posted, or in sealed drafts alone, of other forms than this one.

    What a named draft shows as well does not stay: it says whose it is, and a picture in it with the same files as the one
    behind the mask would say the rest to whoever has a dump.
    """
    named = Draft.objects.filter(member=member, body__contains=HOME).exclude(context=form)
    hidden = _names_in(words.body for words in _sealed(member) if words.context != form)
    hidden -= _names_in(named.values_list("body", flat=True))
    return scheduled.shown_later(member, names) | hidden & set(names)


def _names_in(bodies: Iterable[str]) -> set[str]:
    return {name for body in bodies for name in names_in(body)}


def _sealed(member: Member) -> list[DraftText]:
    contexts = {sealed.text_tag(member, purpose(context)): context for context in sealed_contexts(member)}
    rows = Draft.objects.filter(owner_tag__in=list(contexts))
    return [words for row in rows if (words := _words(member, row, contexts[bytes(row.owner_tag or b"")]))]


def sealed_contexts(member: Member) -> list[str]:
    """Of which forms the member has sealed drafts."""
    row = Draft.objects.filter(owner_tag=sealed.text_tag(member, purpose(INDEX))).first()
    return [] if row is None else sealed.open_text(member, purpose(INDEX), bytes(row.box or b"")).split()


def _words(member: Member, row: Draft, context: str) -> DraftText | None:
    if row.member_id is not None:
        return DraftText(
            context=context,
            title=row.title,
            body=row.body,
            data=row.data,
            masked=False,
            updated_at=row.updated_at,
            version=row.version,
            tab=row.tab,
        )
    text = sealed.open_text(member, purpose(context), bytes(row.box or b""))
    return DraftText.from_text(text, context=context, updated_at=row.updated_at)


def writes_first_post(member: Member) -> bool:
    """Has somebody new written nothing under their name yet? What they wrote behind a mask is nobody's to count."""
    return member.stage == Member.Stage.NEWCOMER and not Post.objects.filter(member=member).exists()
