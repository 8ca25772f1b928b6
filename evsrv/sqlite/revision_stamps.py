"""The stamps of revisions, as version 8 made them: which rows a columnar copy was made of.

A stamp is random, and another one after each change that a revision counts. A number alone would
come again: after a backup is restored, the next change has the number of one that was undone.
"""

_STAMP = "lower(hex(randomblob(16)))"
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def _counted(table: str) -> tuple[str, ...]:
    """Return the statements that let the triggers of a table set its stamp."""
    triggers = ((f"{table}_{event.lower()}_counted", event) for event in _EVENTS)
    return tuple(
        statement
        for name, event in triggers
        for statement in (
            f"DROP TRIGGER {name}",
            f"""
            CREATE TRIGGER {name} AFTER {event} ON {table}
            BEGIN
                UPDATE dataset_revisions SET number = number + 1, stamp = {_STAMP}
                WHERE dataset = '{table}';
            END
            """,  # noqa: S608 - constant names
        )
    )


REVISION_STAMPS: tuple[str, ...] = (
    # Of the revisions of events, those that are changes of a row; the others are deletions.
    "ALTER TABLE revisions ADD COLUMN changes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE revisions ADD COLUMN stamp TEXT NOT NULL DEFAULT ''",
    f"UPDATE revisions SET stamp = {_STAMP}",  # noqa: S608 - constant text
    "DROP TRIGGER events_deleted",
    f"""
    CREATE TRIGGER events_deleted AFTER DELETE ON events
    BEGIN UPDATE revisions SET number = number + 1, stamp = {_STAMP}; END
    """,  # noqa: S608 - constant text
    "DROP TRIGGER events_changed",
    f"""
    CREATE TRIGGER events_changed AFTER UPDATE OF
        row, id, organization_id, project_id, integration_id, event_type, type, message_id,
        conversation_id, search_query, created_at, properties, user_properties
    ON events
    BEGIN UPDATE revisions SET number = number + 1, changes = changes + 1, stamp = {_STAMP}; END
    """,  # noqa: S608 - constant text
    "ALTER TABLE dataset_revisions ADD COLUMN stamp TEXT NOT NULL DEFAULT ''",
    f"UPDATE dataset_revisions SET stamp = {_STAMP}",  # noqa: S608 - constant text
    *_counted("conversations"),
    *_counted("feedback"),
)
