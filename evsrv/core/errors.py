"""Refusals: what a request is told when it is not answered. `web` formats them, once."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar

from attrs import frozen


@frozen
class Issue:
    """One thing that is wrong, and where: `pointer` is a JSON Pointer (RFC 6901) into the body."""

    pointer: str
    message: str


class RequestError(Exception):
    """A request refused on purpose; `code` is the contract's error code."""

    code: ClassVar[str]

    def __init__(self, detail: str, issues: Sequence[Issue] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.issues = tuple(issues)


class BadRequest(RequestError):
    """The body cannot be read at all."""

    code = "bad_request"


class Unauthorized(RequestError):
    """No key, or none that is known."""

    code = "unauthorized"


class Forbidden(RequestError):
    """A good key that does not reach this far."""

    code = "forbidden"


class PayloadTooLarge(RequestError):
    """The body is over the limit."""

    code = "payload_too_large"


class Unprocessable(RequestError):
    """Readable, but it breaks the schema, makes no sense, or takes too long."""

    code = "unprocessable_entity"

    @classmethod
    def of(cls, issues: Sequence[Issue]) -> "Unprocessable":
        """Refuse for these issues; the first of them speaks for all."""
        first = issues[0]
        where = f"{first.pointer}: " if first.pointer else ""
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        return cls(f"{where}{first.message}{more}", issues)


def title(code: str) -> str:
    """Name an error code: `bad_request` is Bad Request.

    Not by the status's phrase, which newer versions of Python take from newer RFCs.
    """
    return code.replace("_", " ").title()


def pointer(base: str, *parts: str | int) -> str:
    """Extend a JSON Pointer by members or indexes."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join((base, *(f"/{part}" for part in escaped)))


def unknown(noun: str, name: object, known: Iterable[str]) -> str:
    """Say that `name` is no `noun`, with the nearest known name, or else all of them."""
    names = sorted(known)
    near = [known for known in names if known.lower() == str(name).lower()]
    near = near or get_close_matches(str(name), names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"expected one of {_listing(names)}"
    return f"unknown {noun} {clip(name)}; {hint if names else 'there is none here'}"


def _listing(names: Sequence[str], most: int = 24) -> str:
    return ", ".join((*names[:most], "...") if len(names) > most else names)


def clip(value: object, length: int = 60) -> str:
    """Quote a value from a request for a message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= length else f"{text[:length]}..."
