"""Reasons of errors of the operating system."""

import os


def reason_of(error: OSError) -> str:
    """Return the reason without the names and numbers that asyncio puts before it."""
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    # Errors of names of hosts have numbers below zero, and texts of their own.
    return error.strerror or str(error)
