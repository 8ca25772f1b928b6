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
    form, places = _form(template)
    if len(parts) != places:
        raise ValueError(
            f"{len(parts)} fragments for {places} of {{}} in the template {template!r}"
        )
    text = form % tuple([part.text for part in parts])
    if places == 1:
        return Sql(text, parts[0].parameters)
    return Sql(text, tuple(chain.from_iterable([part.parameters for part in parts])))


# The program has some hundred templates, and each query uses dozens of them.
@lru_cache(maxsize=2048)
def _form(template: str) -> tuple[str, int]:
    """Return a template as a format of the operator `%`, and the number of its places."""
    pieces = template.replace("%", "%%").replace("{{}}", _ESCAPED).split("{}")
    return "%s".join(pieces).replace(_ESCAPED, "{}"), len(pieces) - 1


_ESCAPED = "\0"
"""Stands for an escaped `{}`; no SQL can hold it."""


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """Join fragments with a separator, which is constant text."""
    row = tuple(parts)
    return Sql(
        separator.join([part.text for part in row]),
        tuple(chain.from_iterable(part.parameters for part in row)),
    )
