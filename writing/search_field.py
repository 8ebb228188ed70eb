"""The columns that a text is found by. What is in them is made here and not by PostgreSQL's parser, so it is the same in
every database. Whoever saves a row saves them with it; a queryset's `update()` of the text has to set them as well.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchRank, SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Value
from django.db.models.functions import Cast

from writing import search_names
from writing.folding import spelled
from writing.search_text import vector


class WordsField(SearchVectorField):
    """The words of the row's `search_words()`: texts, each with a weight from "A" to "D". NULL: not worked out yet."""

    make = staticmethod(vector)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.make(*model_instance.search_words())  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)
        return value


class NamesField(WordsField):
    """The same of what is a name."""

    make = staticmethod(search_names.vector)


@WordsField.register_lookup
class Holds(Lookup):
    """`search__holds="'rent' & 'late'"`: the text of a tsquery, as `writing.search_text` writes it."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*values, self.rhs)


def rank(column: str, words: str) -> SearchRank:
    """How well a row fits, 0 to 1: each word that it holds counts, and its weight (A 1.0, B 0.4, C 0.2, D 0.1)."""
    return SearchRank(F(column), Cast(Value(words), SearchQueryField()))


class SpelledField(models.CharField):
    """Another column's text in letters that `pg_trgm` compares alike in every database."""

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(editable=False, default="", **options)

    def deconstruct(self) -> Any:
        name, path, _arguments, options = super().deconstruct()
        del options["editable"], options["default"]
        return name, path, [self.of], options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = spelled(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
