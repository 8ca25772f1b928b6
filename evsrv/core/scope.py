"""Tenant scope."""

from attrs import frozen


@frozen(cache_hash=True)
class Scope:
    """The events of an organization, or of one of its projects, that a request may see."""

    organization_id: str
    project_id: str | None = None
