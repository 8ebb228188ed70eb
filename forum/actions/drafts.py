"""Unposted words, kept on the server. Drafts of a masked post are sealed: no row says whose they are."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity import locks
from forum.drafting import INDEX, SEALED, DraftText, purpose, together
from forum.models import Comment, Draft, Post, Row
from forum.queries import drafts as kept
from forum.queries.scheduled import shown_later
from masks import sealed
from masks.hours import hour_of
from members.models import Member
from uploads import actions as pictures
from writing.pictures import names_in

KEPT_FOR = timedelta(days=30)  # the page says so; unposted words should not lie around for ever
LONGEST = 40_000  # characters: a little more than a post may have, so that too long a text can be cut down
# A version is drawn by lot: what a page has read is not taken for another draft that began after it had gone.
VERSIONS = 2**31 - 1
MOST = 50  # drafts of one member; the oldest named ones go first


class ChangedElsewhere(Exception):
    """Another open page has changed the draft since this one read it; `draft` is what it holds now."""

    def __init__(self, draft: DraftText) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def keep_draft(
    *,
    actor: Member,
    context: str,
    title: str = "",
    body: str = "",
    data: dict[str, Any] | None = None,
    masked: bool = False,
    base: int | None = None,
    tab: str = "",
) -> DraftText | None:
    """Keeps the words of a form; without words the draft goes. `context` names the form: "ask", "topic:12".

    `base` is the version that the page `tab` has read, 0 for none. Raises ChangedElsewhere where another page has
    written since, and something else. Without a base the last words count.
    """
    if base is not None:
        locks.take_turn("draft", actor.pk, context)  # two pages may keep their first words at once
        before = kept.draft(actor, context)
        if before is not None:
            said = (title[:160].strip(), body[:LONGEST].strip())
            is_own = before.version == base or before.tab == tab != ""
            if not is_own and said != (before.title.strip(), before.body.strip()):
                raise ChangedElsewhere(before)
    if not (title.strip() or body.strip()):
        discard(actor=actor, context=context)
        return None
    words = DraftText(
        context=context,
        title=title[:160],
        body=body[:LONGEST],
        data=data or {},
        masked=masked,
        updated_at=timezone.now(),
        version=1 + secrets.randbelow(VERSIONS),
        tab=tab[:32],
    )
    pictures.keep_on(actor=actor, text=words.body)
    if masked:
        Draft.objects.filter(member=actor, context=context).delete()
        _seal(actor, words)
    else:
        if names := names_in(words.body):
            pictures.drop_doubled(actor=actor, names=set(names) - shown_later(actor, names))
        _keep(actor, words)
        _drop_sealed(actor, context)
    return words


def _keep(actor: Member, words: DraftText) -> None:
    fields = {
        "title": words.title,
        "body": words.body,
        "data": words.data,
        "updated_at": words.updated_at,
        "version": words.version,
        "tab": words.tab,
    }
    Draft.objects.update_or_create(member=actor, context=words.context, defaults=fields)
    newest = Draft.objects.filter(member=actor).order_by("-updated_at").values("pk")[:MOST]
    Draft.objects.filter(member=actor).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def _seal(actor: Member, words: DraftText) -> None:
    _put(actor, words.context, words.as_text())
    contexts = kept.sealed_contexts(actor)
    if words.context not in contexts:
        _put(actor, INDEX, "\n".join([*contexts, words.context]))


def _put(actor: Member, context: str, text: str) -> None:
    owner_tag, box = sealed.seal_text(actor, purpose(context), text)
    fields = {"box": box, "context": SEALED, "updated_at": hour_of(timezone.now())}
    Draft.objects.update_or_create(owner_tag=owner_tag, defaults=fields)


def _drop_sealed(actor: Member, context: str) -> None:
    gone, _each = Draft.objects.filter(owner_tag=sealed.text_tag(actor, purpose(context))).delete()
    if gone:
        rest = [other for other in kept.sealed_contexts(actor) if other != context]
        _put(actor, INDEX, "\n".join(rest))


@transaction.atomic
def discard(*, actor: Member, context: str) -> None:
    """The draft of this form goes, named and sealed."""
    Draft.objects.filter(member=actor, context=context).delete()
    _drop_sealed(actor, context)


def keep_taken_back(*, actor: Member, row: Row) -> None:
    """Words that were taken back before anybody read them go to the drafts of the form they came from, above what was
    begun there since; sealed where one of both is.
    """
    if isinstance(row, Comment):
        context, title = f"comment:{row.post_id}", ""
    elif row.is_opening:
        context, title = "ask", row.topic.title
    else:
        context, title = f"topic:{row.topic_id}", ""
    data: dict[str, Any] = {}
    if isinstance(row, Post) and row.is_opening:
        topic = row.topic
        tags = ", ".join(topic.tags.order_by("name").values_list("name", flat=True))
        data = {"space": topic.space_id, "kind": topic.kind, "audience": topic.audience, "tags": tags}
    body, masked = row.body, row.is_masked
    if begun := kept.draft(actor, context):
        its_own = begun.title if title and begun.title != title else ""
        body = together(body, f"{its_own}\n\n{begun.body}")
        title, data, masked = title or begun.title, begun.data | data, masked or begun.masked
    keep_draft(actor=actor, context=context, title=title, body=body, data=data, masked=masked)


def forget_old() -> int:
    """Deletes drafts that nobody has touched for 30 days; a daily task. Says how many."""
    return locks.delete_free(Draft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR))
