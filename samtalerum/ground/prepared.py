"""Questions to the database that stay the same but for their values: Django puts each together once.

Putting a statement together takes Django longer than the database takes to answer it, and the pages that everybody
opens ask the same ones each time: docs/decisions/0014. For those alone; everything else is asked as usual.
"""

import json
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import CharField, DateField, DateTimeField, Expression, QuerySet, UUIDField

Row = TypeVar("Row")
FIELDS = {UUID: UUIDField, date: DateField, datetime: DateTimeField, str: CharField}


@dataclass(frozen=True)
class Many:
    """Any number of values of that kind, for a filter with `__in`."""

    kind: type


class Given(Expression):
    """Stands in a statement where a value will be."""

    def __init__(self, name: str, kind: type) -> None:
        super().__init__(output_field=FIELDS[kind]())
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        """A value as that database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class GivenMany(Given):
    """Stands where any number of values will be."""

    def as_postgresql(self, _compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return f"(SELECT unnest(%s::{self.output_field.db_type(connection)}[]))", [self]

    def as_sqlite(self, *_: Any) -> tuple[str, list[Any]]:
        return "(SELECT value FROM json_each(%s))", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        each = [super(GivenMany, self).prepared(one, connection) for one in value]
        return each if connection.vendor == "postgresql" else json.dumps(each)


class Prepared(Generic[Row]):
    """Called with the values by name, it answers the rows that the queryset would have held, prefetched ones too.

    `build` is called once, with a `Given` in place of each value, and may only hand it on to filters and expressions:
    what Python would compare or count has no place in a statement that is put together already.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Row]]", **kinds: type | Many) -> None:
        self._build, self._kinds = build, kinds
        self._lock = Lock()
        self._ready: tuple[QuerySet[Any, Row], _Statement] | None = None

    def __call__(self, **values: Any) -> list[Row]:
        with self._lock:
            queryset, statement = self._ready = self._ready or self._put_together()
        rows: Any = queryset.all()
        rows._query = statement.filled(values)  # noqa: SLF001 - see _Statement
        return list(rows)

    def first(self, **values: Any) -> Row | None:
        """The first of them; `build` says in which order, and that one is enough."""
        return next(iter(self(**values)), None)

    def _put_together(self) -> "tuple[QuerySet[Any, Row], _Statement]":
        given = {name: _given(name, kind) for name, kind in self._kinds.items()}
        queryset = self._build(**given)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, parameters = compiler.as_sql()
        compiler.connection = None  # this thread's, which ends before the statement does
        return queryset, _Statement(compiler, sql, tuple(parameters))


def _given(name: str, kind: type | Many) -> Given:
    return GivenMany(name, kind.kind) if isinstance(kind, Many) else Given(name, kind)


@dataclass(frozen=True)
class _Statement:
    """What a queryset wants of its query to fetch rows: a compiler, here one that has put its statement together.

    Not Django's public interface, but all that its iterables call (django/db/models/query.py): `get_compiler`, and of
    the compiler `execute_sql` and `results_iter`, which ask `as_sql` and `get_converters`.
    """

    compiler: Any
    sql: str
    parameters: tuple[Any, ...]

    def filled(self, values: dict[str, Any]) -> "_Filled":
        """With these values. One that is missing raises KeyError."""
        connection = connections[self.compiler.using]  # this thread's
        ready = (
            one.prepared(values[one.name], connection) if isinstance(one, Given) else one for one in self.parameters
        )
        return _Filled(self, tuple(ready))


@dataclass(frozen=True)
class _Filled:
    statement: _Statement
    parameters: tuple[Any, ...]

    def __getattr__(self, name: str) -> Any:
        """What else is asked of a query: the names of its columns."""
        return getattr(self.statement.compiler.query, name)

    def get_compiler(self, using: str) -> Any:
        """As Query.get_compiler."""
        compiler = copy(self.statement.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda: (self.statement.sql, self.parameters)
        return compiler
