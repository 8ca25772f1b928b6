"""Links between Markdown files, as they are between the pages that show these files."""

import posixpath
from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen
from yarl import URL

from evsrv.core.error_codes import ErrorCode
from evsrv.web.guide.markdown import Resolve

INDEX = "index"
"""The file that lists all others; it is the start of the guide."""
ERRORS = "errors"
"""The file that has a section for each error code."""

_SUFFIX = ".md"
_FOLDER_INDEX = "README"
"""The file that lists those of its folder; GitHub shows it below the folder's list."""
_CODES = frozenset(code.value for code in ErrorCode)


class Place(Protocol):
    """A page that shows a file. All pages are one folder below `/docs/`."""

    @property
    def folder(self) -> str:
        """Return the relative address of the folder of the guide, whose images the page shows."""
        ...

    def address(self, name: str, anchor: str) -> str:
        """Return the relative address of a heading, or of the page if the anchor is empty."""
        ...


@frozen
class OwnPage:
    """The page of one file, in the folder of the guide."""

    name: str
    folder: str = ""

    def address(self, name: str, anchor: str) -> str:
        """Return an address within the page, or in another one."""
        page = "" if name == self.name and anchor else page_path(name) or "./"
        return f"{page}{_fragment(anchor)}"


@frozen
class WholeGuide:
    """The page that shows all files, one after the other."""

    folder: str = ""

    def address(self, name: str, anchor: str) -> str:
        """Return an address within the page."""
        return f"#{self.prefix(name)}{anchor}" if anchor else f"#{name}"

    def prefix(self, name: str) -> str:
        """Return what the anchors of a file begin with, which are unique in their file alone."""
        return f"{name}/"


@frozen
class ErrorPages:
    """The pages of the error codes, in a folder of their own."""

    folder: str = "../guide/"

    def address(self, name: str, anchor: str) -> str:
        """Return an address among the pages of the codes, or in the guide."""
        if name == ERRORS and (not anchor or anchor in _CODES):
            return anchor or "./"
        return f"{self.folder}{page_path(name)}{_fragment(anchor)}"


def page_path(name: str) -> str:
    """Return the address of a file's page in the folder of the guide."""
    return "" if name == INDEX else name


def page_name(path: str) -> str:
    """Return the name of a Markdown file, which is also its address in the folder of the guide.

    The folder of the file is left out, so a page keeps its address if its file is moved.
    """
    folder, file = posixpath.split(path)
    name = file.removesuffix(_SUFFIX)
    return posixpath.basename(folder) if name == _FOLDER_INDEX else name


def resolver(
    current: str, place: Place, names: Mapping[str, str], images: Collection[str]
) -> Resolve:
    """Return the function that resolves links of the file at the path `current`, shown at a place.

    `names` are those of all files by their paths; `images` are paths.
    """
    folder = posixpath.dirname(current)

    def resolve(target: str) -> str | None:
        url = URL(target, encoded=True)
        if url.absolute or url.scheme:
            return target
        path = posixpath.normpath(posixpath.join(folder, url.path)) if url.path else current
        if path in names:
            return place.address(names[path], url.fragment)
        return f"{place.folder}{path}" if path in images else None

    return resolve


def _fragment(anchor: str) -> str:
    return f"#{anchor}" if anchor else ""
