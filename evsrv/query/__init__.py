"""The query language: a JSON body, checked against its schema and made into an AST."""

from evsrv.query.parameters import with_parameters
from evsrv.query.reader import QueryReader, check_body

__all__ = ["QueryReader", "check_body", "with_parameters"]
