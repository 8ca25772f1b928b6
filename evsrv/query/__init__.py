"""The query language: a JSON body, checked against its schema and made into an AST."""

from evsrv.query.parameters import with_parameters
from evsrv.query.reader import QueryReader

__all__ = ["QueryReader", "with_parameters"]
