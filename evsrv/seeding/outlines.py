"""Outlines of visits: the types of their events, drawn before everything else."""

from collections.abc import Callable, Iterator

Outline = tuple[str, ...]


def outlines(draw_outline: Callable[[], Outline], events: int) -> Iterator[Outline]:
    """Draw visits that have exactly `events` events; the last visit may be cut short."""
    left = events
    while left > 0:
        outline = draw_outline()[:left]
        left -= len(outline)
        yield outline
