"""Made-up events that look like a real site's, the same ones for the same seed."""

from evsrv.seeding.generator import DEFAULT_UNTIL, generate

__all__ = ["DEFAULT_UNTIL", "generate"]
