"""The lock under which conversations and feedback of an organization change."""

from evsrv.postgresql.session import Session

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


async def lock_organization(connection: Session, organization_id: str) -> None:
    """Wait until no other transaction changes what this organization's conversations join.

    A conversation and the feedback on its messages are written by different requests, of which
    each reads what the other one writes. The lock ends with the transaction.
    """
    await connection.execute(_LOCK, organization_id)
