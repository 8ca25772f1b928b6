"""Whose events may be seen."""

from attrs import frozen


@frozen(cache_hash=True)
class Scope:
    """The events that may be seen: an organization's, or one project's of it."""

    organization_id: str
    project_id: str | None = None
