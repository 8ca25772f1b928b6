"""The OpenAPI 3.1 document of the API, made from `schemas/`, the registries and the vocabulary."""

from evsrv.openapi.document import describe_api

__all__ = ["describe_api"]
