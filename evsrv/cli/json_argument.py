"""JSON on the command line, and the mistakes of quoting it for a shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from evsrv.core.errors import BadRequest

QUOTING = """put JSON into single quotes, names and texts in it into double ones: '{"limit": 5}'"""


@contextmanager
def explained_json(text: str | None, *, takes_file: bool = False) -> Iterator[None]:
    """Say in a refusal of a text as JSON how it should have been written.

    Raises `ClickException` instead of `BadRequest` if that can be told. `takes_file`: if the
    command has the option -f.
    """
    try:
        yield
    except BadRequest as refusal:
        hint = None if text is None else _hint(text.strip(), takes_file)
        if hint is None or "is not JSON" not in refusal.detail:
            raise
        raise click.ClickException(f"{refusal.detail}; {hint}") from refusal


def _hint(text: str, takes_file: bool) -> str | None:
    if text.startswith("'"):
        return """the shell passed the single quotes on: write "{\\"limit\\": 5}" there"""
    if not text.startswith(("{", "[")):
        return f"to read a file: -f {text}" if takes_file and _is_file(text) else QUOTING
    return None if '"' in text else QUOTING


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False
