"""Questions that are put together once, and asked with other values ever after.

To make a queryset, to turn it into SQL, to have PostgreSQL plan it and to make models of the rows take longer each than
to find the rows. `Prepared` does the first three once: the queryset is made with stand-ins for what changes from one
reading to the next, and its SQL is kept as a prepared statement of the connection. The queryset stays what it was, an
expression of Django's, so that no rule about who may read what has a second home in SQL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

import psycopg.sql
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.base import ModelState

from activity import raw_query
from activity.raw_query import PLACE, as_array

Row = TypeVar("Row", bound=Model)
FIRST_STAND_IN = 8_086_000_000_000_000_001  # numbers that no row has; never sent to the database


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=[1, 2]`: as `in`, with one place in the SQL however many there are."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        given = self.rhs if isinstance(self.rhs, int) else as_array(self.rhs)  # a number stands in for a list
        # A list that the planner cannot look into: how long it is decides nothing, so one plan serves them all.
        return f"{left} = ANY((SELECT %s::{kind}[])::{kind}[])", [*params, given]


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`pk__among=ArraySubquery(…)`: as `in`, but the rows are found one by one by what the array holds."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", [*params, *more]


class Prepared(Generic[Row]):
    """`make` gets its arguments by name, whole numbers, words or lists of them (for `any_of`), and gives a queryset.

    A function that asks for something else makes another `Prepared` for each.
    """

    def __init__(self, make: Callable[..., QuerySet[Row]]) -> None:
        self.make = make

    def __call__(self, **values: int | str | Sequence[Any]) -> list[Row]:
        known: Question[Row] | None = self.__dict__.get("question")
        if known is None:
            known = self.__dict__["question"] = Question(*stood_in(self.make, values))
        return known.ask(values)


class PreparedValues:
    """The same for a queryset of values, which come as lists of what JSON knows: no models, no times."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make

    def __call__(self, **values: int | str | Sequence[Any]) -> list[list[Any]]:
        known: Values | None = self.__dict__.get("values")
        if known is None:
            known = self.__dict__["values"] = Values(*stood_in(self.make, values))
        return known.ask(values)


def stood_in(
    make: Callable[..., QuerySet[Any, Any]], names: Iterable[str]
) -> tuple[QuerySet[Any, Any], dict[str, int]]:
    """What is asked about stand-ins, and the stand-in of each name."""
    stand_ins = dict(zip(names, count(FIRST_STAND_IN), strict=False))
    return make(**stand_ins), stand_ins


class Statement:
    """The SQL of a queryset, and the order of its values."""

    def __init__(self, queryset: QuerySet[Any, Any], stand_ins: dict[str, int]) -> None:
        self.compiler = queryset.query.get_compiler(connection.alias)
        sql, params = self.compiler.as_sql()
        self.sql, self.names = with_names(sql, params, {number: name for name, number in stand_ins.items()})
        if missing := set(stand_ins) - set(self.names):
            raise ValueError(f"The question does not hold what it was asked about: {missing}")

    def params(self, values: dict[str, Any]) -> list[str]:
        return [as_param(values[name]) for name in self.names]


class Values(Statement):
    """The same with all rows in one text: it is read at once, where a table is read value by value."""

    def __init__(self, queryset: QuerySet[Any, Any], stand_ins: dict[str, int]) -> None:
        super().__init__(queryset, stand_ins)
        names = ", ".join(f"column_{n}" for n in range(len(self.compiler.select)))
        self.sql = f"SELECT json_agg(json_build_array({names}))::text FROM ({self.sql}) AS found ({names})"  # noqa: S608  (Django's)

    def ask(self, values: dict[str, Any]) -> list[list[Any]]:
        found: list[list[Any]] = json.loads(raw_query.ask(self.sql, self.params(values))[0] or "[]")
        return found


class Question(Statement, Generic[Row]):
    """The same, and how models are made of its rows."""

    def __init__(self, queryset: QuerySet[Row], stand_ins: dict[str, int]) -> None:
        super().__init__(queryset, stand_ins)
        self.converters = self.compiler.get_converters([found[0] for found in self.compiler.select])
        self.maker = Maker.of(self.compiler.klass_info, self.compiler.select)
        self.annotations = list((self.compiler.annotation_col_map or {}).items())

    def ask(self, values: dict[str, Any]) -> list[Row]:
        rows: Iterable[Any] = raw_query.rows(self.sql, self.params(values))
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self._model(row) for row in rows]

    def _model(self, row: tuple[Any, ...]) -> Row:
        made: Row = self.maker.make(row)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


def with_names(sql: str, params: Iterable[Any], names: dict[Any, str]) -> tuple[str, list[str]]:
    """The SQL with what never changes written out, which lets PostgreSQL choose an index that holds only that, and
    the names of what stands in the places that are left.
    """
    given, left = iter(params), []

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(given)
        if isinstance(param, int) and param in names:
            left.append(names[param])
            return "%s"
        return psycopg.sql.Literal(param).as_string(connection.connection).replace("%", "%%")

    connection.ensure_connection()
    return PLACE.sub(put, sql), left


def as_param(value: Any) -> str:
    return str(value) if isinstance(value, int | str) else as_array(value)


@dataclass(frozen=True)
class Maker:
    """Makes a model and what was selected with it out of a row; what was not selected is fetched when asked for."""

    model: type[Model]
    columns: list[tuple[str, int]]
    key: int
    related: list[tuple[Maker, Callable[..., None], Callable[..., None]]]

    @classmethod
    def of(cls, info: dict[str, Any], select: Sequence[Any]) -> Maker:
        columns = [(select[place][0].target.attname, place) for place in info["select_fields"]]
        key = dict(columns)[info["model"]._meta.pk.attname]
        related = [
            (cls.of(one, select), one["local_setter"], one["remote_setter"])
            for one in info.get("related_klass_infos", [])
        ]
        return cls(info["model"], columns, key, related)

    def make(self, row: tuple[Any, ...]) -> Any:
        made = self.model.__new__(self.model)
        state = made._state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        columns = vars(made)
        for name, place in self.columns:
            columns[name] = row[place]
        for maker, set_here, set_there in self.related:
            other = None if row[maker.key] is None else maker.make(row)
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made
