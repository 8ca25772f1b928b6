"""The SQL functions have the results of SQLite's, which are Python's."""

import itertools
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from evsrv.calendar.offsets import MAX_INSTANT, MIN_INSTANT, utc_offset
from evsrv.core.json_text import canonical
from evsrv.core.sql import Sql, bind, sql
from evsrv.core.timestamps import format_timestamp, parse_timestamp
from evsrv.postgresql.compiler.clock import Clock
from evsrv.postgresql.json_input import to_jsonb_text
from evsrv.postgresql.json_output import json_of_jsonb, number_of_numeric, text_of_jsonb
from evsrv.sqlite.compiler.local_clock import LocalClock
from evsrv.sqlite.functions import number
from postgresql.server import Database

NUMBERS: list[int | float] = [
    *(0, 1, -1, 1.0, 0.1, -2.5, 2**53, 2**63 - 1, -(2**63), 1e15, 1e16, 1e17, 1e22, 1.5e300),
    *(9007199254740994.0, 9999999999999998.0, 1e-5, 1.5e-5, 9.9e-6, 1e-7, -1e-10, 5e-324),
    *(1.7976931348623157e308, 2.2250738585072014e-308, 123456789012345680.0, 0.30000000000000004),
]
DECIMALS = [
    *(
        "0",
        "-0",
        "007",
        "-007",
        "1.50",
        "-1.50",
        "1.",
        ".5",
        "",
        "-",
        "+1",
        "1e5",
        " 1",
        "1\n",
        "1a",
    ),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
    *(
        "9" * 308,
        "9" * 309,
        "1" + "0" * 308,
        "1" + "0" * 309,
        "0" * 400 + "7",
        "0." + "0" * 400 + "1",
    ),
    *("0." + "0" * 322 + "3", "179769313486231580793" + "0" * 288, "1" * 6000, "0." + "1" * 2000),
    *("0.1000000000000000055511151231257827", "9007199254740993", "9007199254740993.0", "1.0", "٣"),
    *("-0.1", "123456789012345678901234567890.5", "4503599627370497.5", "99999999999999999999"),
]


def drawn_doubles(random_: random.Random, count: int) -> list[float]:
    # numeric has no negative zero.
    return [
        round(random_.uniform(-10, 10), random_.randrange(17)) * 10.0 ** random_.randint(-30, 30)
        + 0.0
        for _ in range(count)
    ]


def results(golden: Database, template: str, texts: Sequence[str]) -> list[Any]:
    """Return a function of each text."""
    given = sql("jsonb_array_elements_text({}::jsonb)", bind(canonical(texts)))
    rows = golden.rows(
        sql(f"SELECT {template} FROM {{}} WITH ORDINALITY AS a (t, n) ORDER BY n", given)
    )
    return [value for (value,) in rows]


def test_number_is_that_of_sqlite(golden: Database) -> None:
    random_ = random.Random(1)
    texts = [
        *DECIMALS,
        *(f"{value:.{random_.randrange(25)}f}" for value in drawn_doubles(random_, 2_000)),
    ]
    found = [number_of_numeric(one) for one in results(golden, "evsrv_number(t)", texts)]
    wanted = [number(text) for text in texts]
    for text, one, other in zip(texts, found, wanted, strict=True):
        assert (text, type(one), one) == (text, type(other), other)


def test_text_of_number_is_that_of_json(golden: Database) -> None:
    values = [*NUMBERS, *drawn_doubles(random.Random(2), 3_000)]
    stored = [to_jsonb_text(value) for value in values]
    wanted = [canonical(value) for value in values]
    assert results(golden, "evsrv_text(t::jsonb)", stored) == wanted
    assert results(golden, "evsrv_canonical(t::jsonb)", stored) == wanted
    assert [json_of_jsonb(one) for one in results(golden, "t::jsonb::text", stored)] == wanted


def test_canonical_text_of_containers_is_that_of_json(golden: Database) -> None:
    letters = ["", "a", "b", "B", "é", '\x1f\t\n"\\/', "\x7f\u2028", "𝄞", "\ufffd", "10", "9"]
    random_ = random.Random(3)

    def draw(depth: int) -> Any:
        kind = random_.randrange(7 if depth else 5)
        if kind < 2:
            return random_.choice(letters)
        if kind < 5:
            return random_.choice([None, True, False, *NUMBERS])
        members = [draw(depth - 1) for _ in range(random_.randrange(4))]
        return members if kind == 5 else dict(zip(letters, members, strict=False))

    values = [draw(3) for _ in range(1_000)]
    stored = [to_jsonb_text(value) for value in values]
    wanted = [canonical(value) for value in values]
    assert results(golden, "evsrv_canonical(t::jsonb)", stored) == wanted
    assert results(golden, "evsrv_text(t::jsonb)", stored) == [text_of_jsonb(one) for one in wanted]


def odd_timestamps() -> list[str]:
    dates = ["2026-03-02", "2024-02-29", "2026-02-29", "1900-02-29", "2000-02-29", "2026-04-31"]
    dates += ["0000-01-01", "0001-01-01", "9999-12-31", "2026-00-10", "2026-13-01", "2026-01-00"]
    dates += ["1969-12-31", "26-01-01", "2026-1-01", "2026-12-32", "2026-08-31", "2026-07-31"]
    times = ["", "T10:15", " 10:15:07", "t23:59:59.9999", "T24:00", "T23:60", "T23:59:60", "T10"]
    times += ["T00:00:00.1", "T00:00:00,12", "T10:15:07.", "T10:15:07.123456789", "T00:00"]
    offsets = [
        "",
        "Z",
        "z",
        "+01",
        "-0130",
        "+23:59",
        "-23:59",
        "+24:00",
        "+01:60",
        "+1",
        " Z",
        "+15:00",
    ]
    return ["".join(parts) for parts in itertools.product(dates, times, offsets)]


def test_instant_is_that_of_python(golden: Database) -> None:
    first = date(1, 1, 1)
    days = [f"{first + timedelta(one)}T12:00:00.250Z" for one in range(0, 3_652_059, 97)]
    texts = [*odd_timestamps(), *days, "2026-03-02T10:15:00Z\n", "x", "", "٢٠٢٦-03-02"]
    assert results(golden, "evsrv_instant(t)", texts) == [parse_timestamp(one) for one in texts]


def test_iso_text_is_that_of_python(golden: Database) -> None:
    random_ = random.Random(4)
    instants = [0, -1, -999, -1000, -1001, MIN_INSTANT, MAX_INSTANT, 951_782_400_000]
    instants += [random_.randint(MIN_INSTANT, MAX_INSTANT) for _ in range(3_000)]
    found = results(golden, "evsrv_iso(t::bigint)", [str(one) for one in instants])
    assert found == [format_timestamp(one) for one in instants]


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Africa/Monrovia", "UTC"])
def test_local_time_is_that_of_python(zone: str, golden: Database) -> None:
    random_ = random.Random(5)
    instants = [MIN_INSTANT, MAX_INSTANT, 0, -1]
    instants += [random_.randint(MIN_INSTANT, MAX_INSTANT) for _ in range(1_000)]
    instants += [random_.randint(-(10**12), 4 * 10**12) for _ in range(1_000)]
    render: Callable[[Sql], Sql] = Clock(zone, LocalClock(zone)).render
    found = results(golden, render(Sql("t::bigint")).text, [str(one) for one in instants])
    assert found == [one + utc_offset(zone, one) for one in instants]


def test_elements_are_members_and_their_keys(golden: Database) -> None:
    document = canonical({"a": [1, {"b": None}], "c": "x"})
    template = "SELECT key, value::text FROM evsrv_elements({}::jsonb) ORDER BY key"
    assert golden.rows(sql(template, bind(document))) == [
        ("a", '[1, {"b": null}]'),
        ("c", '"x"'),
    ]
    assert golden.rows(sql(template, bind("[7, []]"))) == [("0", "7"), ("1", "[]")]
    assert golden.rows(sql(template, bind("null"))) == [(None, "null")]


def test_stored_text_keeps_value_and_type_of_each_double() -> None:
    for value in NUMBERS:
        text = to_jsonb_text([value])
        kept = orjson.loads(text)
        if "e+" in canonical(value):
            assert text == f"[{int(value)}.0]"
        assert (type(kept[0]), kept[0]) == (type(value), value)
