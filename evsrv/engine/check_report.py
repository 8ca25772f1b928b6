"""The result of the checks of a database."""

from attrs import frozen

MAX_PROBLEMS = 20
"""Problems of a check that are told; others are only counted."""


@frozen
class Finding:
    """The result of one check; without problems it has passed."""

    check: str
    problems: tuple[str, ...]
    """One sentence each; only the first ones if there are many."""


@frozen
class Report:
    """The contents of a database, and its problems."""

    version: int
    """The schema version. An older one is not a problem: the server migrates the database."""
    newest_version: int
    counts: dict[str, int]
    """Rows by table, without tables that cannot be counted."""
    findings: tuple[Finding, ...]
    ok: bool
