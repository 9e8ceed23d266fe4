"""Which promise of the database a refused row broke, on both databases; what an app promises."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint


def _columns(rule: str) -> tuple[str, list[str]] | None:
    """The table and columns of a unique rule: a constraint by name, or `table.column`."""
    for model in apps.get_models():
        table = model._meta.db_table
        for constraint in model._meta.constraints:
            if constraint.name == rule and isinstance(constraint, UniqueConstraint):
                fields = [model._meta.get_field(name) for name in constraint.fields]
                return table, [field.column for field in fields]
        for field in model._meta.fields:
            if field.unique and rule == f"{table}.{field.column}":
                return table, [field.column]
    return None


def names(refusal: IntegrityError, rule: str) -> bool:
    """Whether the database refused because of this rule and no other.

    PostgreSQL names every rule (one made by `unique=True` by table and column); SQLite names a
    check, and of a unique rule its columns.
    """
    unique = _columns(rule)
    if connection.vendor == "postgresql":
        broken = refusal.__cause__.diag.constraint_name
        if unique and "." in rule:
            return broken.startswith(f"{unique[0]}_{unique[1][0]}_")
        return broken == rule
    said = str(refusal)
    if unique is None:
        return said == f"CHECK constraint failed: {rule}"
    table, columns = unique
    listed = ", ".join(f"{table}.{column}" for column in columns)
    return said == f"UNIQUE constraint failed: {listed}"


@contextmanager
def refused_for(rule: str) -> Iterator[None]:
    """The rows written here are refused because of this rule and no other."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert names(refusal.value, rule), refusal.value


def promises_of(label: str) -> set[str]:
    """The rules of the tables of an app: constraints by name, unique columns as `table.column`."""
    models = list(apps.get_app_config(label).get_models())
    return {rule.name for model in models for rule in model._meta.constraints} | {
        f"{model._meta.db_table}.{field.column}"
        for model in models
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }


def twice(make: Callable[[Any], Any]) -> Callable[[Any], None]:
    """The second of two equal rows is the forbidden one."""

    def insert(rows: Any) -> None:
        make(rows)
        make(rows)

    return insert
