import uuid

from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.ids import time_ordered_id

QUICK = settings(max_examples=100, deadline=None, derandomize=True)
instants = st.integers(0, 2**48 - 1)


@QUICK
@given(instants)
def test_an_id_is_a_uuid_7_of_its_time(instant: int) -> None:
    text = time_ordered_id(instant)
    parsed = uuid.UUID(text)
    assert str(parsed) == text
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == instant


@QUICK
@given(instants, instants)
def test_ids_order_as_their_times_do(one: int, other: int) -> None:
    if one != other:
        assert (time_ordered_id(one) < time_ordered_id(other)) == (one < other)


def test_ids_of_one_time_differ() -> None:
    assert len({time_ordered_id(1) for _ in range(1_000)}) == 1_000


def test_a_time_before_1970_gives_an_id_too() -> None:
    assert uuid.UUID(time_ordered_id(-1)).version == 7
