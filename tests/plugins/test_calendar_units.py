from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evsrv.core.sql import bind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
LAST = 253_402_300_799_999

STARTS = {
    "minute": lambda at: at.replace(second=0, microsecond=0),
    "quarter": lambda at: at.replace(
        month=(at.month - 1) // 3 * 3 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    ),
    "year": lambda at: at.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0),
}


def _milliseconds(instant):
    return (instant - EPOCH) // MILLISECOND


def _start(bench, unit, instant):
    expression = bench.vocabulary.time_units[unit].start(bind(instant))
    return bench.connection.execute(f"select {expression.text}", expression.parameters).fetchone()[
        0
    ]


@pytest.mark.parametrize("unit", STARTS)
@settings(deadline=None)
@given(instant=st.integers(-62_135_596_800_000, LAST))
@example(instant=-62_135_596_800_000)
@example(instant=LAST)
@example(instant=0)
@example(instant=-1)
@example(instant=-1001)
@example(instant=951_782_400_000)
def test_as_datetime_has_them(bench, unit, instant):
    expected = _milliseconds(STARTS[unit](EPOCH + instant * MILLISECOND))
    found = _start(bench, unit, instant)
    assert (found, type(found)) == (expected, int)


@pytest.mark.parametrize("unit", STARTS)
@settings(deadline=None)
@given(year=st.integers(1, 9999), month=st.integers(1, 12))
def test_the_edges_of_months(bench, unit, year, month):
    edge = _milliseconds(datetime(year, month, 1, tzinfo=UTC))
    assert _start(bench, unit, edge) == _milliseconds(
        STARTS[unit](datetime(year, month, 1, tzinfo=UTC))
    )
    if (year, month) != (1, 1):
        before = EPOCH + (edge - 1) * MILLISECOND
        assert _start(bench, unit, edge - 1) == _milliseconds(STARTS[unit](before))


@pytest.mark.parametrize("unit", STARTS)
def test_null_stays_null(bench, unit):
    assert _start(bench, unit, None) is None
