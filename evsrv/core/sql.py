"""SQL fragments: text together with its parameters."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from attrs import frozen

Parameter = str | int | float | None


@frozen
class Sql:
    """A piece of SQL with the values of its `?` in order. Build larger ones by `sql` and `join`."""

    text: str
    parameters: tuple[Parameter, ...] = ()


def bind(value: Parameter) -> Sql:
    """Return a value as a parameter."""
    return Sql("?", (value,))


_INT64 = range(-(2**63), 2**63)


def bind_number(number: float) -> Sql:
    """Return a number of a request as a parameter."""
    # An integer beyond 64 bits equals no integer of a row, and compares as a double does.
    is_bindable = not isinstance(number, int) or number in _INT64
    return bind(number if is_bindable else float(number))


def sql(template: str, *parts: Sql) -> Sql:
    """Fill each `{}` of a template with a fragment; `{{}}` is a literal `{}`.

    A template is constant text of the program, never text from a request.
    """
    pieces = _split(template)
    if len(pieces) != len(parts) + 1:
        raise ValueError(
            f"{len(parts)} fragments for {len(pieces) - 1} of {{}} in the template {template!r}"
        )
    text = [pieces[0]]
    parameters: list[Parameter] = []
    for part, piece in zip(parts, pieces[1:], strict=True):
        text += (part.text, piece)
        parameters += part.parameters
    return Sql("".join(text), tuple(parameters))


# The program has some hundred templates, and each query uses dozens of them.
@lru_cache(maxsize=2048)
def _split(template: str) -> tuple[str, ...]:
    pieces = template.replace("{{}}", _ESCAPED).split("{}")
    return tuple(piece.replace(_ESCAPED, "{}") for piece in pieces)


_ESCAPED = "\0"
"""Stands for an escaped `{}`; no SQL can hold it."""


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """Join fragments with a separator, which is constant text."""
    row = tuple(parts)
    return Sql(
        separator.join([part.text for part in row]),
        tuple(chain.from_iterable(part.parameters for part in row)),
    )
