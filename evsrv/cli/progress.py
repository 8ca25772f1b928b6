"""A progress bar on stderr, for people only: without a terminal there is none."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat

import click


@contextmanager
def progress(label: str, length: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function to call with how much was done since the last call.

    `length` is the whole, in whatever unit; None where it is not known.
    """
    if not sys.stderr.isatty():
        yield _ignore
        return
    endless = repeat(None) if length is None else None
    with click.progressbar(endless, length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _ignore(_done: int) -> None:
    pass
