"""The API described as an OpenAPI 3.1 document, made of `schemas/` and the vocabulary."""

from evsrv.openapi.document import describe_api

__all__ = ["describe_api"]
