"""SQL fragments: text together with its parameters."""

from collections.abc import Iterable

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


def sql(template: str, *parts: Sql) -> Sql:
    """Fill each `{}` of a template with a fragment; `{{}}` is a literal `{}`.

    A template is constant text of the program, never text from a request.
    """
    pieces = _split_escaped(template) if "{{}}" in template else template.split("{}")
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


def _split_escaped(template: str) -> list[str]:
    return [
        piece.replace(_ESCAPED, "{}") for piece in template.replace("{{}}", _ESCAPED).split("{}")
    ]


_ESCAPED = "\0"
"""Stands for an escaped `{}`; no SQL can hold it."""


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """Join fragments with a separator, which is constant text as a template is."""
    row = tuple(parts)
    return sql(separator.join(["{}"] * len(row)), *row)
