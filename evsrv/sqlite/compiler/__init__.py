"""From a Plan to SQLite SQL."""
