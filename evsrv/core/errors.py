"""Request errors, as data: `web` renders them as problems, the command line as text."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import ClassVar

from attrs import frozen

from evsrv.core.error_codes import ErrorCode

_MAX_LISTED_NAMES = 24
_MAX_QUOTED_CHARACTERS = 60
MAX_GUESSED_CHARACTERS = 100
"""Characters of an unknown name; a longer one is not compared with the known names."""

_MIN_SIMILARITY = 0.75
"""Of a misspelling; `timezone` and `timeUnit`, which differ in meaning, have 0.63."""
_SEPARATORS = re.compile(r"(?<=\w)[\s_.-]+(?=\w)|^_+(?=\w)")


@frozen
class Issue:
    """One flaw of a request; `pointer` is a JSON Pointer (RFC 6901) into the body."""

    pointer: str
    message: str


class RequestError(Exception):
    """A request that is refused on purpose; `code` is one of the contract's error codes."""

    code: ClassVar[ErrorCode]

    def __init__(self, detail: str, issues: Sequence[Issue] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.issues = tuple(issues)


class BadRequest(RequestError):
    """The body cannot be read."""

    code = ErrorCode.BAD_REQUEST


class Unauthorized(RequestError):
    """The request has no key, or its key is unknown."""

    code = ErrorCode.UNAUTHORIZED


class Forbidden(RequestError):
    """The key is valid, but not for this request."""

    code = ErrorCode.FORBIDDEN


class NotFound(RequestError):
    """There is nothing of this id that the key may know of."""

    code = ErrorCode.NOT_FOUND


class PayloadTooLarge(RequestError):
    """The body is over the limit."""

    code = ErrorCode.PAYLOAD_TOO_LARGE


class Unprocessable(RequestError):
    """The body is readable, but breaks the schema, makes no sense, or takes too long."""

    code = ErrorCode.UNPROCESSABLE_ENTITY

    @classmethod
    def of(cls, issues: Sequence[Issue]) -> "Unprocessable":
        """Return the error for these issues; its detail is the first issue and how many follow."""
        first = issues[0]
        where = f"{first.pointer}: " if first.pointer else ""
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        return cls(f"{where}{first.message}{more}", issues)


class ServiceUnavailable(RequestError):
    """The server cannot take the request now; a later try may succeed."""

    code = ErrorCode.SERVICE_UNAVAILABLE
    retry_after = 1
    """Seconds after which a client may try again."""


def pointer(base: str, *parts: str | int) -> str:
    """Return a JSON Pointer extended by members or indexes."""
    for part in parts:
        base += "/"
        base += part.replace("~", "~0").replace("/", "~1") if isinstance(part, str) else str(part)
    return base


def unknown(noun: str, name: object, known: Iterable[str], meant: Sequence[str] = ()) -> str:
    """Return the message for an unknown name, with the known names that it may stand for.

    `meant` are such names beside those of a similar spelling; if there are none, all are listed.
    """
    names = sorted(known)
    near = nearest(str(name), names, meant)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else expected(names)
    return f"unknown {noun} {clip(name)}; {hint if names else 'there is none here'}"


def nearest(name: str, known: Sequence[str], meant: Sequence[str] = ()) -> list[str]:
    """Return the known names that a name may stand for: by its spelling, or those in `meant`."""
    if len(name) > MAX_GUESSED_CHARACTERS:
        return []
    folded = {fold_name(one): one for one in known}
    wanted = fold_name(name)
    if wanted in folded:
        return [folded[wanted]]
    if meant_here := [one for one in meant if one in known]:
        return meant_here
    close = get_close_matches(wanted, folded, n=1, cutoff=_MIN_SIMILARITY)
    # Two letters exchanged count much in a short name.
    close = close or [one for one in folded if sorted(one) == sorted(wanted)]
    return [folded[one] for one in close[:1]]


def expected(names: Sequence[str]) -> str:
    """Return the part of a message that lists the names that are known."""
    return f"expected one of {_listing(names)}"


def fold_name(name: str) -> str:
    """Return a name without its case, separators and a leading `$`; signs stay as they are."""
    folded = _SEPARATORS.sub("", name.lower()).lstrip("$")
    return folded or name


def _listing(names: Sequence[str]) -> str:
    cut = len(names) > _MAX_LISTED_NAMES
    return ", ".join((*names[:_MAX_LISTED_NAMES], "...") if cut else names)


def clip(value: object, max_characters: int = _MAX_QUOTED_CHARACTERS) -> str:
    """Return a value from a request quoted for a message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= max_characters else f"{text[:max_characters]}..."
