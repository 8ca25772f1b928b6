"""Synthetic events that look like a real site's, reproducible by their seed."""

from evsrv.seeding.generator import DEFAULT_UNTIL, generate

__all__ = ["DEFAULT_UNTIL", "generate"]
