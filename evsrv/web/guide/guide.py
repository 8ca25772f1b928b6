"""The guide of a folder of Markdown files: its pages, and those of the error codes."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from evsrv.core.error_codes import ErrorCode
from evsrv.web.guide.contents import Contents, Group, read_groups
from evsrv.web.guide.layout import frame
from evsrv.web.guide.links import (
    ERRORS,
    INDEX,
    ErrorPages,
    OwnPage,
    Place,
    WholeGuide,
    page_name,
    resolver,
)
from evsrv.web.guide.markdown import Article, render

_SECTION = re.compile(r"^## (\w+)$", re.M)
_PART_LEVEL = 2
"""Of the headings that the contents list."""


class Guide:
    """The pages of a folder, which are listed once; the files are read when they are rendered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        files = (file.relative_to(folder).as_posix() for file in folder.rglob("*.md"))
        self._files = {page_name(path): path for path in sorted(files)}
        self.names = sorted(self._files)
        self.images = sorted(
            file.relative_to(folder).as_posix() for file in folder.glob("images/*.png")
        )

    def page(self, name: str) -> bytes:
        """Return the page of one file."""
        place = OwnPage(name)
        article = self._render(name, self._source(name), place)
        # The headings of the index are the groups of the contents.
        parts = () if name == INDEX else article.parts(_PART_LEVEL)
        return frame(article.title, article.html, Contents(self._groups, name, parts), place)

    def whole(self) -> bytes:
        """Return the page of all files, in the order of the contents."""
        place = WholeGuide()
        listed = (name for group in self._groups for name, _ in group.pages)
        articles = []
        for name in dict.fromkeys((INDEX, *listed, *self.names)):
            article = self._render(name, self._source(name), place, place.prefix(name))
            articles.append(f'<article id="{name}">\n{article.html}</article>')
        return frame("The whole guide", "\n".join(articles), Contents(self._groups), place)

    def error(self, code: ErrorCode) -> bytes:
        """Return the page of an error code."""
        section = self._sections.get(code.value, "")
        title = f"# {code.status.value} {code.title}: `{code.value}`"
        return self._error_page(f"{title}\n\n{code.meaning}\n{section}", code.value)

    def errors(self) -> bytes:
        """Return the page that lists the error codes."""
        return self._error_page(self._sections[""])

    def _error_page(self, source: str, code: str = "") -> bytes:
        place = ErrorPages()
        article = self._render(ERRORS, source, place)
        codes = [(place.address(ERRORS, one.value), one.value) for one in ErrorCode]
        contents = Contents(self._groups, ERRORS, codes, code)
        return frame(article.title, article.html, contents, place)

    def _render(self, name: str, source: str, place: Place, prefix: str = "") -> Article:
        resolve = resolver(self._files[name], place, self._names, self.images)
        return render(source, resolve, prefix)

    def _source(self, name: str) -> str:
        return (self._folder / self._files[name]).read_text("utf-8")

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {path: name for name, path in self._files.items()}

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        return read_groups(self._source(INDEX), self._names)

    @cached_property
    def _sections(self) -> Mapping[str, str]:
        """Return the sections of the file of errors by their headings; "" is what is before."""
        first, *parts = _SECTION.split(self._source(ERRORS))
        return {"": first, **dict(zip(parts[::2], parts[1::2], strict=True))}
