"""Queries that make no sense."""


class Refused(Exception):
    """The contract wants 422 for this query."""
