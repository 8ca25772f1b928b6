"""A progress bar on stderr, for people only: without a terminal there is none."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat

import click

_ERASE_LINE = "\r\x1b[K"


@contextmanager
def progress(label: str, length: int | None) -> Iterator[Callable[[int], None]]:
    """Return a function to call with the amount done since the last call.

    `length` is the whole, in whatever unit; None where it is not known.
    """
    if not sys.stderr.isatty():
        yield _ignore
        return
    endless = repeat(None) if length is None else None
    with click.progressbar(endless, length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def note(message: str) -> None:
    """Write a line to stderr; a progress bar that is there goes on below it."""
    click.echo(f"{_ERASE_LINE if sys.stderr.isatty() else ''}{message}", err=True)


def _ignore(_done: int) -> None:
    pass
