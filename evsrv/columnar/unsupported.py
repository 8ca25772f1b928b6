"""The reason why a copy cannot answer a plan."""


class Unsupported(Exception):
    """SQLite has to answer; the message is a clause after "because"."""


class Stale(Unsupported):
    """The background task has work before the copy can answer."""
