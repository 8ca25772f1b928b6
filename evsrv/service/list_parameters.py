"""The URL parameters of lists: `limit` and `offset`."""

import re

from attrs import frozen

from evsrv.core.errors import Issue, Unprocessable, clip
from evsrv.query.parameters import Parameters, unique_parameters

_WHOLE_NUMBER = re.compile("[0-9]{1,18}")


@frozen
class ListPage:
    """The part of a list that a request wants."""

    limit: int
    offset: int


def read_list_page(parameters: Parameters, *, default_limit: int, max_limit: int) -> ListPage:
    """Return the wanted part of a list; an absent or empty parameter has its default.

    Raises `Unprocessable` if a parameter is unknown, repeated or out of its range.
    """
    issues: list[Issue] = []
    given = unique_parameters(parameters, ("limit", "offset"), issues)

    def number(name: str, default: int, range_: str, least: int, most: int | None) -> int:
        text = given.get(name)
        if not text:
            return default
        value = int(text) if _WHOLE_NUMBER.fullmatch(text) else None
        if value is None or value < least or (most is not None and value > most):
            message = f"{name}: expected a whole number {range_}, not {clip(text)}"
            issues.append(Issue("", message))
            return default
        return value

    page = ListPage(
        number("limit", default_limit, f"from 1 to {max_limit}", 1, max_limit),
        number("offset", 0, "from 0 up", 0, None),
    )
    if issues:
        raise Unprocessable.of(issues)
    return page
