"""The registry of error codes: statuses, titles, meanings and examples stand here alone."""

from enum import Enum
from http import HTTPStatus


class ErrorCode(Enum):
    """Code of a problem; the value is its name on the wire.

    The classes of `errors.RequestError`, the problems of `web`, the schema's enum and the
    responses of the OpenAPI document take everything from here.
    """

    _value_: str
    status: HTTPStatus
    title: str
    meaning: str
    """When it is answered: one or two sentences."""
    example: str
    """A detail that a problem of this code may have."""

    # The titles are not the phrases of HTTPStatus, which newer versions of Python take from newer
    # RFCs.
    BAD_REQUEST = (
        "bad_request",
        HTTPStatus.BAD_REQUEST,
        "Bad Request",
        "The body cannot be read: it is not JSON, not UTF-8, not an object, has another content"
        " type, or arrives too slowly. Or the request is not HTTP as it should be.",
        "the body is not JSON: Expecting value at line 1 column 1",
    )
    UNAUTHORIZED = (
        "unauthorized",
        HTTPStatus.UNAUTHORIZED,
        "Unauthorized",
        "The request has no key, an unknown, revoked or expired one, or one in its URL that"
        " must not be there.",
        "this API key is unknown or revoked",
    )
    FORBIDDEN = (
        "forbidden",
        HTTPStatus.FORBIDDEN,
        "Forbidden",
        "A web key reads, or changes a conversation that is not its own; a read key writes; a page"
        " of another origin uses a web key that is bound to origins; or what is sent is outside of"
        " the key's scope.",
        "a web key reads nothing but a conversation by its id; reading needs an api or read key",
    )
    NOT_FOUND = (
        "not_found",
        HTTPStatus.NOT_FOUND,
        "Not Found",
        "There is nothing at this path, or nothing of this id that the key may know of. `/metrics`"
        " needs the extra `evsrv[metrics]`.",
        "metrics need prometheus-client: install evsrv[metrics] and start the server again",
    )
    METHOD_NOT_ALLOWED = (
        "method_not_allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Method Not Allowed",
        "The path takes other methods only; the header `Allow` lists them.",
        "GET is not allowed, only POST",
    )
    PAYLOAD_TOO_LARGE = (
        "payload_too_large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Payload Too Large",
        "The body is over the server's limit.",
        "the body is larger than 2000000 bytes",
    )
    URI_TOO_LONG = (
        "uri_too_long",
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "URI Too Long",
        "The URL is over the server's limit. A query belongs into the body.",
        "the URL is longer than 8000 bytes",
    )
    UNSUPPORTED_MEDIA_TYPE = (
        "unsupported_media_type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Unsupported Media Type",
        "The body has a `Content-Encoding` that is not known; the header `Accept-Encoding` lists"
        " the known ones.",
        "unknown Content-Encoding 'br'; expected one of deflate, gzip, x-gzip",
    )
    UNPROCESSABLE_ENTITY = (
        "unprocessable_entity",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Unprocessable Entity",
        "The body breaks the schema or makes no sense, or the query takes too long.",
        "/select/0/field: unknown field 'typ'; did you mean 'type'?",
    )
    TOO_MANY_REQUESTS = (
        "too_many_requests",
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too Many Requests",
        "The key, or the client's address if it is a web key, has used up its rate limit.",
        "this key may send 60 requests a minute; try again in 1 s",
    )
    HEADERS_TOO_LARGE = (
        "headers_too_large",
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "Headers Too Large",
        "A header is over the server's limit, or there are too many headers.",
        "a header is longer than 8190 bytes",
    )
    INTERNAL_SERVER_ERROR = (
        "internal_server_error",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Internal Server Error",
        "The server failed; its log has the request's id.",
        "something went wrong on our side",
    )
    SERVICE_UNAVAILABLE = (
        "service_unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Service Unavailable",
        "All readers are busy for longer than a query may wait, the database does not answer, its"
        " file was moved, or the server is stopping. `Retry-After` says when to try again.",
        "the server is stopping",
    )

    INSUFFICIENT_STORAGE = (
        "insufficient_storage",
        HTTPStatus.INSUFFICIENT_STORAGE,
        "Insufficient Storage",
        "The database has reached the size `max_db_bytes`: it can be read, but nothing can be"
        " stored.",
        "the database has reached its limit of 1000000000 bytes (max_db_bytes): events can be read"
        " and deleted, but not stored",
    )

    def __new__(
        cls, value: str, status: HTTPStatus, title: str, meaning: str, example: str
    ) -> "ErrorCode":
        """Create a member whose value is the code alone."""
        member = object.__new__(cls)
        member._value_ = value
        member.status = status
        member.title = title
        member.meaning = meaning
        member.example = example
        return member


CODE_OF_STATUS = {code.status.value: code for code in ErrorCode}
