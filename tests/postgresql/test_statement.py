"""Fragments as statements with numbered parameters."""

import pytest

from evsrv.core.sql import Sql, bind, sql
from evsrv.postgresql.statement import numbered


def test_places_are_numbered_in_their_order() -> None:
    query = sql("SELECT {} WHERE a = {} OR b = {}", bind("x"), bind(1), bind(None))
    assert numbered(query) == ("SELECT $1 WHERE a = $2 OR b = $3", ("x", 1, None))


@pytest.mark.parametrize("quoted", ["'?'", "'it''s ?'", '"a?"', '"a""?"', "'\"' || '?'"])
def test_quoted_question_mark_is_no_place(quoted: str) -> None:
    assert numbered(Sql(f"SELECT {quoted}, ?", (1,))) == (f"SELECT {quoted}, $1", (1,))
