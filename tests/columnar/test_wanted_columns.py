"""Columns that queries ask for: which are filled next, and which are dropped."""

import pytest

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.wanted_columns import WantedColumns
from evsrv.core.sql import Sql

BASE = Column(Sql("e.type"), ColumnType.TEXT)


def value(name: str) -> Column:
    return Column(Sql(f"value({name})"), ColumnType.TEXT)


def condition(name: str) -> Column:
    return Column(Sql(f"condition({name})"), ColumnType.BOOLEAN)


def test_base_columns_are_wanted_from_the_start() -> None:
    wanted = WantedColumns([BASE])
    assert wanted.take([]) == (BASE,)
    assert wanted.take([]) == ()


def test_present_columns_are_not_taken() -> None:
    wanted = WantedColumns([BASE])
    wanted.ask({value("a"), BASE})
    assert wanted.take([BASE]) == (value("a"),)


def test_condition_is_wanted_when_it_is_asked_for_again() -> None:
    wanted = WantedColumns([])
    for reason, columns in (
        ("its copy gets the column of a condition when it is asked for again", ()),
        ("its copy lacks columns, which are being filled", (condition("a"),)),
    ):
        assert wanted.ask({condition("a")}) == reason
        assert wanted.take([]) == columns


def test_column_that_cannot_be_filled_is_not_wanted_again() -> None:
    wanted = WantedColumns([])
    wanted.refuse(value("a"), "it fails")
    assert wanted.ask({value("a"), value("b")}) == "it fails"
    assert wanted.take([]) == ()


def test_remembered_conditions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evsrv.columnar.wanted_columns._MAX_CONDITIONS", 2)
    wanted = WantedColumns([])
    for name in "abca":
        wanted.ask({condition(name)})
    assert wanted.take([]) == ()
    wanted.ask({condition("c")})
    assert wanted.take([]) == (condition("c"),)


def test_least_used_conditions_are_dropped_before_other_columns_and_never_base_columns() -> None:
    wanted = WantedColumns([BASE])
    present = [BASE, value("a"), value("b"), condition("c"), condition("d")]
    for column in (condition("d"), value("b"), BASE, condition("c"), value("a"), value("b")):
        wanted.note_use([column])
    dropped = [condition("d"), condition("c"), value("a"), value("b")]
    assert wanted.take_least_used(present, 9) == dropped


def test_columns_of_a_removed_copy_are_wanted_again() -> None:
    wanted = WantedColumns([BASE])
    wanted.take([])
    wanted.want_again([value("a"), condition("b")])
    assert set(wanted.take([])) == {BASE, value("a"), condition("b")}
