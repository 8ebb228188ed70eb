"""Posts and comments in which nothing is their reader's own, from the pieces of their templates (pieces.py)."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from html import escape  # as Django's, which looks first whether its words are lazy
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language

from forum.models import Status, Topic
from forum.queries.topic import CommentRow, PostRow, TopicPage
from forum.templatetags.pieces import MOST_SHAPES, NUMBERS, PLACES, Pieces, StandIn, cut, fill
from masks.models import Authored, Mask
from recognition.queries import ThanksLine
from web.templatetags.ui import face, hue, path_mark, time_of
from writing import our_words

SOURCE = ("url", "author", "author_url", "licence", "licence_url")


# --- posts ------------------------------------------------------------------------------------------------------------


def is_alike_for_all(row: PostRow, page: TopicPage) -> bool:
    """Nothing in it is the viewer's own, and the viewer has no say in it beyond what every other has."""
    if row.own or row.gone or row.saved or row.folded or row.post.status != Status.VISIBLE:
        return False
    if page.viewer is not None and (page.is_asker or page.tends or page.mask is not None or row.post.is_opening):
        return False
    if any(line.own or line.folded or line.comment.status != Status.VISIBLE for line in row.comments):
        return False
    return row.extras["tending"] is None and row.extras["article"] is None and _is_plain(row.extras["thanks"])


def _is_plain(line: ThanksLine | None) -> bool:
    return line is not None and not line.names and line.mine is None and line.mask is None


def post(row: PostRow, page: TopicPage, token: str, ago: bool) -> str:
    """`forum/_post.html` for a row that `is_alike_for_all`. `ago`: times say how long ago it was."""
    return fill(_post_pieces(get_language(), *_post_shape(row, page)), _post_values(row, page, token, ago))


def _post_shape(row: PostRow, page: TopicPage) -> tuple[Hashable, ...]:
    found, source = row.post, row.post.source or {}
    about_page = (
        page.viewer is not None,
        page.can_be_answered,
        page.topic.is_question,
        page.topic.tongue,
        page.is_described,
    )
    about_post = (
        found.is_opening,
        found.helped and bool(found.helped_mark.what_changed),
        found.helped,
        row.by_asker,
        found.edited_at is not None,
        bool(found.revision_count),
        bool(row.comments),
        row.extras["thanks"].may_thank,
        frozenset(name for name in SOURCE if source.get(name)) if source else None,
    )
    return about_page, about_post, _author_shape(found)


def _author_shape(row: Authored) -> tuple[Hashable, ...]:
    author = row.author
    return (True,) if isinstance(author, Mask) else (False, author.has_page, author.stage if path_mark(author) else "")


@lru_cache(maxsize=MOST_SHAPES)
def _post_pieces(_language: str, about_page: Any, about_post: Any, author: Any) -> Pieces:
    viewer, can_be_answered, is_question, tongue, is_described = about_page
    opening, changed_something, helped, by_asker, edited, revised, comments, may_thank, source = about_post
    topic = _topic(is_question, tongue)
    found = StandIn(
        **_authored(author),
        topic=topic,
        is_opening=opening,
        helped=helped,
        helped_mark=StandIn(what_changed=PLACES["what_changed"] if changed_something else ""),
        edited_at=StandIn(when_placeholder=PLACES["edited"]) if edited else None,
        revision_count=int(revised),
        source=None if source is None else {name: PLACES[name] if name in source else "" for name in SOURCE},
        get_absolute_url=f"{_address(topic)}?post={NUMBERS['pk']}#p{NUMBERS['pk']}",
    )
    line = ThanksLine(post_id=NUMBERS["pk"], may_thank=may_thank)
    extras = {"thanks": line, "article": None, "tending": None}
    flags = {"own": False, "gone": False, "saved": False, "folded": False}
    row = StandIn(post=found, by_asker=by_asker, comments=comments, extras=extras, **flags)
    return _drawn("forum/_post.html", viewer, can_be_answered, topic, is_described, row=row)


def _post_values(row: PostRow, page: TopicPage, token: str, ago: bool) -> dict[str, str]:
    found = row.post
    values = _values(found) | {"token": token, "asker": escape(page.topic.author.shown_name)}
    values |= {"topic": str(page.topic.pk), "slug": page.topic.slug or "-"}
    if row.comments:
        values["comments"] = "".join(comment(line, page, ago) for line in row.comments)
    if found.edited_at is not None:
        values["edited"] = time_of(found.edited_at, ago=ago)
    if found.helped:
        values["what_changed"] = escape(found.helped_mark.what_changed)
    if found.source:
        values |= {name: escape(said) for name in SOURCE if (said := found.source.get(name))}
    return values | {"when": time_of(found, ago=ago)}


# --- comments ---------------------------------------------------------------------------------------------------------


def comment(line: CommentRow, page: TopicPage, ago: bool) -> str:
    found = line.comment
    about = (page.viewer is not None, page.topic.is_question, line.by_asker, found.edited_at is not None)
    pieces = _comment_pieces(get_language(), about, _author_shape(found))
    return fill(pieces, _values(found) | {"when": time_of(found, ago=ago)})


@lru_cache(maxsize=MOST_SHAPES)
def _comment_pieces(_language: str, about: Any, author: Any) -> Pieces:
    viewer, is_question, by_asker, edited = about
    found = StandIn(**_authored(author), edited_at=edited)
    line = StandIn(comment=found, own=False, folded=False, by_asker=by_asker)
    return _drawn("forum/_comment.html", viewer, True, _topic(is_question), False, line=line)


# --- both -------------------------------------------------------------------------------------------------------------


def _drawn(name: str, viewer: bool, can_be_answered: bool, topic: StandIn, is_described: bool, **more: Any) -> Pieces:
    flags = {"can_be_answered": can_be_answered, "is_described": is_described, "is_asker": False, "tends": False}
    page = StandIn(viewer=viewer, mask=None, topic=topic, **flags)
    context = {"shown": page, "topic": topic, "user": StandIn(is_authenticated=viewer), "csrf_token": PLACES["token"]}
    return cut(str(get_template(name).render(context | more)))


def _topic(is_question: bool, tongue: str = "") -> StandIn:
    asker = StandIn(shown_name=PLACES["asker"])
    return StandIn(pk=NUMBERS["topic"], slug=PLACES["slug"], is_question=is_question, author=asker, tongue=tongue)


def _address(topic: StandIn) -> str:
    return Topic(pk=topic.pk, slug=topic.slug).get_absolute_url()


def _authored(author: Any) -> dict[str, Any]:
    is_masked, *known = author
    who: dict[str, Any] = {"is_mask": is_masked, "shown_name": PLACES["name"], "is_anybody": not is_masked}
    if not is_masked:
        has_page, stage = known
        faces = {"hue_placeholder": PLACES["hue"], "initials_placeholder": PLACES["initials"]}
        who |= {
            "has_page": has_page,
            "handle": PLACES["handle"],
            "stage": stage,
            "shows_stage": True,
            "shows_new": True,
            **faces,
        }
    return {
        "pk": NUMBERS["pk"],
        "author": StandIn(**who),
        "is_masked": is_masked,
        "mask_id": PLACES["mask"],
        "html": PLACES["html"],
        "status": Status.VISIBLE,
        "when_placeholder": PLACES["when"],
    }


def _values(row: Any) -> dict[str, str]:
    author = row.author
    name = author.shown_name
    values = {"pk": str(row.pk), "name": escape(name), "html": our_words.shown(row.html), "mask": str(row.mask_id)}
    if not author.is_mask:
        values |= {"handle": escape(author.handle), "hue": hue(author.hue), "initials": face(author)}
    return values
