"""Why PostgreSQL does not have `matches`: its regular expressions are others than RE2's."""

import asyncpg
import pytest
import re2

from evsrv.core.sql import bind, sql
from postgresql.server import Database

ERROR = "error"

DIFFERENCES = [
    ("a.c", "a\nc", False, True),
    (r"\bapi\b", "the api key", True, False),
    (r"^\s$", "\v", False, True),
    ("(?m)a[^x]b", "a\nb", True, False),
    (r"^\x412$", "A2", True, False),
    (r"end\z", "the end", True, ERROR),
    (r"\p{Greek}", "Ω", True, ERROR),
    (r"\Q1+1\E", "1+1", True, ERROR),
    ("(?P<year>[0-9]+)", "2026", True, ERROR),
    ("a(?i)b", "aB", True, ERROR),
    (r"(a)\1", "aa", ERROR, True),
    ("a(?=b)", "ab", ERROR, True),
    ("***=a.b", "a.b", ERROR, True),
]


@pytest.mark.parametrize(("pattern", "text", "in_re2", "in_postgresql"), DIFFERENCES)
def test_pattern_has_another_meaning_in_postgresql(
    golden: Database, pattern: str, text: str, in_re2: object, in_postgresql: object
) -> None:
    options = re2.Options()
    options.log_errors = False
    try:
        found: object = re2.search(pattern, text, options) is not None
    except re2.error:
        found = ERROR
    assert found == in_re2
    query = sql('SELECT {}::text COLLATE "C" ~ {}::text', bind(text), bind(pattern))
    try:
        found = golden.value(query)
    except asyncpg.InvalidRegularExpressionError:
        found = ERROR
    assert found == in_postgresql
