"""The members of a query that `evsrv query` takes as options."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import click

from evsrv.calendar.calendar import WEEKDAYS
from evsrv.cli.query_source import Document

F = TypeVar("F", bound=Callable[..., Any])

Words = Mapping[str, str | bool | None]
"""By the parameter of an option, its value, or None if it is not given."""

_MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        "timezone": "timezone",
        "week_start": "weekStart",
        "range": "range",
        "compare": "compare",
        "fill": "fill",
        "now": "now",
    }
)


def word_options(command: F) -> F:
    """Add the options of the members to a command."""
    for option in reversed(
        (
            click.option("--timezone", metavar="ZONE", help="As Europe/Berlin [default: UTC]."),
            click.option(
                "--week-start", type=click.Choice(WEEKDAYS), help="First day [default: monday]."
            ),
            click.option(
                "--range", metavar="RANGE", help='As "previous month" or 2026-03-01/2026-04-01.'
            ),
            click.option(
                "--compare", metavar="RANGE", help='Compare with previous, "1 year" or an interval.'
            ),
            click.option(
                "--fill", is_flag=True, default=None, help="Show buckets of time without rows too."
            ),
            click.option("--now", metavar="TIME", help="The time that the range is relative to."),
        )
    ):
        command = option(command)
    return command


def with_words(document: Document, words: Words) -> Document:
    """Return a query with the members that are given as options.

    Raises `UsageError` for a member of the query that has another value.
    """
    merged = dict(document)
    for parameter, value in words.items():
        name = _MEMBERS[parameter]
        if value is not None and merged.setdefault(name, value) != value:
            option = f"--{parameter.replace('_', '-')}"
            raise click.UsageError(f"{option} differs from {name} in the query; leave one away")
    return merged
