"""The columnar copy: DuckDB beside SQLite, for grouped queries.

A column of the copy is the value of an SQL expression that SQLite computes once per row, through
the tenant guard. DuckDB never reads JSON and never runs SQL of a plugin. The SQLite file stays the
truth: a copy can be deleted at any time.
"""
