"""The error of a copy that cannot be used any more."""


class CopyFailed(Exception):
    """DuckDB has failed; the first argument is its error."""
