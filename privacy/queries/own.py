"""A member's own rows, as records that they can read and take along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from forum.models import Topic
from forum.queries.drafts import drafts
from forum.queries.lists import any_member
from forum.rules import readable_topics, reader
from masks import sealed
from masks.models import Authored, Mask
from members.models import Member
from privacy.records import MACHINERY, SETS, RecordSet

Record = dict[str, Any]
NAMED = ("forum.Space", "forum.Tag", "members.Journey", "members.Goal", "blog.Article", "masks.Mask")


def rows_of(member: Member, part: RecordSet, *, after: str = "", most: int) -> list[Any]:
    """The next of the member's own rows, in the order of their keys. Of masks none: only named rows have the member."""
    mine = Q()
    for lookup in part.mine:
        mine |= Q((lookup, member.pk))
    found = _model(part).objects.filter(mine).order_by(part.order)
    return list((found.filter(**{f"{part.order}__gt": after}) if after else found)[:most])


def key_of(row: Any, part: RecordSet) -> str:
    return str(row.id if part.order == "id" else row.pk)


def masked_rows(member: Member) -> list[tuple[RecordSet, list[Any]]]:
    """What the member did through masks, table by table; for the member alone, and never written down."""
    worn = [own.mask_id for own in sealed.export(member)]
    found = [(part, _masked(part, worn)) for part in SETS if issubclass(_model(part), Authored) and not part.part]
    return [(part, rows) for part, rows in found if rows]


def masked_drafts(member: Member) -> list[Record]:
    kept = [words for words in drafts(member) if words.masked]
    return [{"context": one.context, "title": one.title, "body": one.body, "at": one.updated_at} for one in kept]


def _masked(part: RecordSet, worn: Sequence[UUID]) -> list[Any]:
    return list(_model(part).objects.filter(mask__in=worn).order_by(part.order)) if worn else []


def records(member: Member, rows: Sequence[Any], part: RecordSet) -> list[Record]:
    """The rows' columns by name, without what is nobody's to take. Others are called by their handles alone."""
    if not rows:
        return []
    fields = [field for field in _columns(type(rows[0])) if field.name not in MACHINERY | part.hide]
    names = _Names(member, rows, [field for field in fields if field.is_relation])
    return [{field.name: _value(row, field, names) for field in fields} | _tags(row, part) for row in rows]


def _model(part: RecordSet) -> Any:
    return apps.get_model(part.model)


def _columns(model: type[models.Model]) -> list[Any]:
    binary = (models.BinaryField, models.CompositePrimaryKey)
    return [field for field in model._meta.fields if not isinstance(field, binary)]


def _tags(row: Any, part: RecordSet) -> Record:
    if part.model == "forum.Topic":
        return {"tags": sorted(row.tags.values_list("name", flat=True))}
    if part.model == "mentorship.Mentor":
        return {"journeys": sorted(row.journeys.values_list("title", flat=True))}
    return {}


def _value(row: Any, field: Any, names: _Names) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation:
        return names.of(field, value)
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else _plain(value)


def _plain(value: Any) -> Any:
    return value if hasattr(value, "isoformat") else str(value)


class _Names:
    """What the keys of some rows mean, each table asked once."""

    def __init__(self, member: Member, rows: Sequence[Any], fields: Iterable[Any]) -> None:
        self.member = member
        wanted: dict[type[models.Model], set[Any]] = {}
        for field in fields:
            wanted.setdefault(field.related_model, set()).update(getattr(row, field.attname) for row in rows)
        self.known = {model: self._ask(model, keys - {None}) for model, keys in wanted.items()}

    def of(self, field: Any, key: Any) -> Any:
        if key is None:
            return None
        called = self.known[field.related_model].get(key)
        if field.related_model is Member:
            return called
        return {"id": key, "name": called} if called else {"id": key}

    def _ask(self, model: type[models.Model], keys: set[Any]) -> dict[Any, str]:
        if model is Member:
            return dict(Member.objects.filter(pk__in=keys).values_list("pk", "handle"))
        if model is Topic:
            return dict(self._titles(keys).values_list("pk", "title"))
        if model._meta.label not in NAMED:
            return {}
        if model is Mask:
            return dict(Mask.objects.filter(pk__in=keys).values_list("pk", "name"))
        return {row.pk: str(row) for row in model._base_manager.filter(pk__in=keys)}

    def _titles(self, keys: set[Any]) -> QuerySet[Topic]:
        """Of a topic that they may not read any more there is the number alone, and so of what only those read who tend: a
        copy is written when nobody is there to show a second lock.
        """
        own = Topic.objects.filter(pk__in=keys, member=self.member)
        like_most = any_member(self.member.pk) if reader(self.member) else None
        return own | Topic.objects.filter(pk__in=readable_topics(like_most).filter(pk__in=keys).values("pk"))
