from attrs import evolve, fields

from evsrv.core.record import record


@record(kw_only=True)
class Point:
    x: int
    y: int = 0


def test_records_are_equal_and_hashed_by_their_attributes() -> None:
    assert Point(x=1) == Point(x=1, y=0) != Point(x=1, y=2)
    assert len({Point(x=1), Point(x=1, y=0), Point(x=2)}) == 2
    pair: object = (1, 0)
    assert Point(x=1) != pair


def test_records_have_attributes_as_other_attrs_classes() -> None:
    assert [one.name for one in fields(Point)] == ["x", "y"]
    assert evolve(Point(x=1), y=3) == Point(x=1, y=3)
    assert not hasattr(Point(x=1), "__dict__")
