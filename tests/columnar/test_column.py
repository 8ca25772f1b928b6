"""Columns of a copy."""

from evsrv.columnar.column import Column, ColumnType
from evsrv.columnar.project_codes import ProjectCodes
from evsrv.core.sql import Sql


def test_columns_whose_parameters_differ_in_type_are_different() -> None:
    columns = {
        Column(Sql("e.type = ?", (parameter,)), ColumnType.BOOLEAN) for parameter in (1, 1.0, "1")
    }
    assert len(columns) == len({column.name for column in columns}) == 3


def test_columns_of_one_expression_differ_by_type() -> None:
    expression = Sql("e.created_at")
    assert len({Column(expression, type_) for type_ in ColumnType}) == len(ColumnType)


def test_numbers_are_stored_as_integers_and_doubles_apart() -> None:
    column = Column(Sql("x"), ColumnType.NUMBER)
    assert column.to_stored([1, 2.5, None, 3.0], ProjectCodes()) == [
        [1, None, None, None],
        [None, 2.5, None, 3.0],
    ]


def test_json_types_are_stored_as_codes() -> None:
    column = Column(Sql("x"), ColumnType.JSON_TYPE)
    names = ["text", "integer", "real", "true", "false", "array", "object", "null", None]
    assert column.to_stored(names, ProjectCodes()) == [[1, 2, 3, 4, 5, 6, 7, None, None]]
