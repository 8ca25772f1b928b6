"""SQL fragments: text and its parameters, together from the first to the last."""

from collections.abc import Iterable

from attrs import frozen

Parameter = str | int | float | None


@frozen
class Sql:
    """A piece of SQL with the values of its `?` in order. Joined, never formatted."""

    text: str
    parameters: tuple[Parameter, ...] = ()


def bind(value: Parameter) -> Sql:
    """Make a value a parameter."""
    return Sql("?", (value,))


def sql(template: str, *parts: Sql) -> Sql:
    """Fill the `{}` of a template, which is our own text and no request's, with fragments."""
    pieces = template.split("{}")
    if len(pieces) != len(parts) + 1:
        raise ValueError(f"{len(parts)} fragments for {len(pieces) - 1} places in {template!r}")
    text = [pieces[0]]
    parameters: list[Parameter] = []
    for part, piece in zip(parts, pieces[1:], strict=True):
        text += (part.text, piece)
        parameters += part.parameters
    return Sql("".join(text), tuple(parameters))


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """Put fragments in a row."""
    row = tuple(parts)
    return sql(separator.join(["{}"] * len(row)), *row)
