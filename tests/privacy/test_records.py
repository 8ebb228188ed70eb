"""Every table with a key to a member is in the copy that they may take, or says why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from masks.models import Authored
from members.models import Member
from privacy.kept import NOT_ABOUT_PEOPLE
from privacy.queries.own import masked_rows
from privacy.records import EXCEPTIONS, MACHINERY, SETS

NUMBERS = ("member_id", "user_id", "actor_id")  # columns that hold a member's number without being a key


def every_model() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def keys_to_a_member(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.fields:
        if field.related_model is Member or (field.name in NUMBERS and not field.is_relation):
            yield field.name


def missing(found: Iterable[type[models.Model]]) -> list[str]:
    """Tables and columns that neither a record set nor an exception speaks of."""
    taken = {f"{part.model}.{lookup.split('__')[0]}" for part in SETS for lookup in part.mine}
    sets = {part.model for part in SETS}
    lost = []
    for model in found:
        label = model._meta.label
        if label in EXCEPTIONS or label in NOT_ABOUT_PEOPLE:
            continue
        lost += [] if label in sets else [label]
        lost += [
            f"{label}.{name}" for name in keys_to_a_member(model) if not {f"{label}.{name}"} & (taken | set(EXCEPTIONS))
        ]
    return lost


def test_every_table_and_every_key_is_spoken_of() -> None:
    assert missing(every_model()) == []


def test_a_new_table_and_a_new_key_would_be_missed() -> None:
    class Guest(models.Model):
        host = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "gatherings"
            apps = apps.__class__()

    assert missing([Guest]) == ["gatherings.Guest", "gatherings.Guest.host"]


def test_what_is_named_is_there() -> None:
    labels = {model._meta.label: model for model in every_model()}
    for name in [*EXCEPTIONS, *(part.model for part in SETS)]:
        app, model, *column = name.split(".")
        assert f"{app}.{model}" in labels, name
        if column:
            labels[f"{app}.{model}"]._meta.get_field(column[0])


def test_every_column_that_is_hidden_is_there() -> None:
    for part in SETS:
        for column in part.hide:
            apps.get_model(part.model)._meta.get_field(column)
    fields = {field.name for model in every_model() for field in [*model._meta.fields, *model._meta.many_to_many]}
    assert fields >= MACHINERY


@pytest.mark.parametrize("part", SETS, ids=lambda part: part.name)
def test_a_set_can_be_asked_for(part: Any) -> None:
    model = apps.get_model(part.model)
    for lookup in part.mine:
        model.objects.filter(**{lookup: 1}).order_by(part.order)


def test_every_table_that_a_mask_writes_in_is_in_the_copy_of_what_masks_wrote() -> None:
    plain = {part.model for part in SETS if not part.part}
    authored = {model._meta.label for model in every_model() if issubclass(model, Authored)}
    assert authored <= plain


@pytest.mark.django_db
def test_whoever_has_no_mask_has_no_masked_rows() -> None:
    from tests import make  # the tables above need no database

    assert masked_rows(make.member()) == []


def test_unknown_columns_are_refused() -> None:
    with pytest.raises(FieldDoesNotExist):
        Member._meta.get_field("no such column")
