"""evsrv: a self-hosted event analytics endpoint on one SQLite file."""

__version__ = "0.2.0"
