"""The contents of the guide: the groups of its pages, as the index lists them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from evsrv.web.guide.markdown import parse, plain_text

_GROUP_TAG = "h2"


@frozen
class Group:
    """Pages under a heading of the contents."""

    title: str
    pages: tuple[tuple[str, str], ...]
    """Names and titles."""


@frozen
class Contents:
    """The groups of all pages, with the parts of the current one."""

    groups: tuple[Group, ...]
    current: str = ""
    parts: Sequence[tuple[str, str]] = ()
    """Addresses and titles."""
    current_part: str = ""
    """The address of the part that is a page of its own, and shown."""


def read_groups(index: str, names: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the headings of the index, with the first link of each line of their lists.

    `names` are those of the pages by the paths of their files.
    """
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    tokens = parse(index)
    for before, token in pairwise(tokens):
        if before.type == "heading_open" and before.tag == _GROUP_TAG:
            groups.append((plain_text(token), []))
        elif groups and token.type == "inline":
            children = token.children or []
            for link, text in pairwise(children):
                if link.type == "link_open":
                    name = names.get(str(link.attrs["href"]))
                    if name is not None:
                        groups[-1][1].append((name, text.content))
                    break
    return tuple(Group(title, tuple(pages)) for title, pages in groups)
