"""Groups of rows in PostgreSQL, which SQLite composes to the rows of a page."""
