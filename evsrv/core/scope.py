"""Tenant scope."""

from typing import Literal

from attrs import frozen

from evsrv.core.errors import Forbidden


@frozen(cache_hash=True)
class Scope:
    """The events of an organization, or of one of its projects, that a request may see."""

    organization_id: str
    project_id: str | None = None


def in_scope(
    noun: Literal["project", "integration"],
    of_key: str | None,
    wanted: str | None,
    sent: str = "event",
) -> str | None:
    """Return the project or integration of what is sent: the key's, else the one it names.

    Raises `Forbidden` if it names another one than the key's.
    """
    if of_key is not None and wanted not in (None, of_key):
        raise Forbidden(f"this key does not cover the {noun} that the {sent} names")
    return wanted if of_key is None else of_key
