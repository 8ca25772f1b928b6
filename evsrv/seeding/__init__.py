"""Synthetic data that looks like a real site's, reproducible by its seed."""

from evsrv.seeding.generator import DEFAULT_UNTIL, generate, generate_events
from evsrv.seeding.profiles import PROFILES

__all__ = ["DEFAULT_UNTIL", "PROFILES", "generate", "generate_events"]
