import pytest

from evsrv.core.sql import Sql, bind, join, sql


def test_parameters_stay_in_the_order_of_their_places() -> None:
    inner = sql("{} + {}", bind(1), bind(2))
    assert sql("f({}, {}, {})", bind("a"), inner, Sql("NULL")) == Sql(
        "f(?, ? + ?, NULL)", ("a", 1, 2)
    )


def test_a_fragment_with_braces_or_marks_is_put_in_as_it_is() -> None:
    assert sql("{} = {}", Sql("'{}?'"), bind("{}")) == Sql("'{}?' = ?", ("{}",))


@pytest.mark.parametrize("parts", [(), (Sql("1"),), (Sql("1"),) * 3])
def test_places_and_fragments_must_agree(parts: tuple[Sql, ...]) -> None:
    with pytest.raises(ValueError, match=r"fragments for 2 of \{\}"):
        sql("{} {}", *parts)


def test_fragments_in_a_row() -> None:
    assert join(" AND ", [bind(1), Sql("x"), bind(2)]) == Sql("? AND x AND ?", (1, 2))
    assert join(", ", []) == Sql("")
    assert join(", ", [bind(1)]) == bind(1)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("json_type({}) <> '{{}}'", "json_type(x) <> '{}'"),
        ("'{{}}' <> {}", "'{}' <> x"),
        ("'{{}}{{}}' || {}", "'{}{}' || x"),
        ("'{{' || {} || '}}'", "'{{' || x || '}}'"),
    ],
)
def test_doubled_braces_are_a_literal_pair_of_braces(template: str, text: str) -> None:
    assert sql(template, Sql("x")).text == text


def test_escaped_braces_take_no_fragment() -> None:
    assert sql("'{{}}'") == Sql("'{}'")
    with pytest.raises(ValueError, match=r"1 fragments for 0 of \{\}"):
        sql("'{{}}'", Sql("1"))
