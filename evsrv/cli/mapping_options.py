"""The options of `evsrv import` that make a mapping."""

from collections.abc import Callable
from typing import Any

import click

from evsrv.ingest.mapper import EventMapper
from evsrv.ingest.mapping import (
    EXCLUSIVE,
    OPTIONS,
    EventMapping,
    Form,
    MappingError,
    mapping_keys,
    option_name,
)

_PREFIX = "mapping_"
"""Of the parameters, because `id` and `type` are functions of Python."""


def mapping_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each key of a mapping to a command."""
    for name, attribute in reversed(list(OPTIONS.items())):
        about = attribute.metadata
        choices = about["choices"]
        command = click.option(
            option_name(name),
            f"{_PREFIX}{name}",
            help=about["help"],
            metavar=about["metavar"],
            type=click.Choice(choices) if choices else None,
            is_flag=about["form"] is Form.FLAG,
            multiple=about["form"] is Form.TEXTS,
        )(command)
    return command


def mapping_of(file: str | None, options: dict[str, Any]) -> EventMapping | None:
    """Return the mapping of a file and of options, which come first; None if there is neither."""
    given = {
        name.removeprefix(_PREFIX): value for name, value in options.items() if value or value == ""
    }
    if file is None and not given:
        return None
    try:
        kept = mapping_keys(file) if file is not None else {}
        for one, other in EXCLUSIVE:
            # An option replaces the one of the file that it excludes.
            for name, excluded in ((one, other), (other, one)):
                if name in given and excluded not in given:
                    kept.pop(excluded, None)
        mapping = EventMapping(**kept | given)
        EventMapper(mapping)  # It checks what the mapping alone cannot.
    except MappingError as error:
        raise click.UsageError(str(error)) from None
    return mapping
