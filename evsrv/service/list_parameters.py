"""The URL parameters of lists: `limit` and `offset`."""

import re

from attrs import frozen

from evsrv.core.errors import Issue, Unprocessable, clip
from evsrv.core.limits import MAX_LIST_OFFSET
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

    def number(name: str, default: int, least: int, most: int) -> int:
        text = given.get(name)
        if not text:
            return default
        if _WHOLE_NUMBER.fullmatch(text) and least <= int(text) <= most:
            return int(text)
        message = f"{name}: expected a whole number from {least} to {most}, not {clip(text)}"
        issues.append(Issue("", message))
        return default

    page = ListPage(
        number("limit", default_limit, 1, max_limit), number("offset", 0, 0, MAX_LIST_OFFSET)
    )
    if issues:
        raise Unprocessable.of(issues)
    return page
