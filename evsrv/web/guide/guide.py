"""The guide of a folder of Markdown files: its pages, and those of the error codes."""

import re
from collections.abc import Mapping, Sequence
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
        self.names = sorted(file.stem for file in folder.glob("*.md"))
        self.images = sorted(
            file.relative_to(folder).as_posix() for file in folder.glob("images/*.png")
        )

    def page(self, name: str) -> bytes:
        """Return the page of one file."""
        place = OwnPage(name)
        article = self._render(name, self._source(name), place)
        parts = [
            (f"#{heading.anchor}", heading.text)
            for heading in article.headings
            if heading.level == _PART_LEVEL and name != INDEX
        ]
        return self._frame(article, name, parts, place)

    def whole(self) -> bytes:
        """Return the page of all files, in the order of the contents."""
        place = WholeGuide()
        listed = (INDEX, *(name for group in self._groups for name, _ in group.pages))
        articles = (
            (name, self._render(name, self._source(name), place, place.prefix(name)))
            for name in dict.fromkeys((*listed, *self.names))
        )
        html = "\n".join(
            f'<article id="{name}">\n{article.html}</article>' for name, article in articles
        )
        return frame("The whole guide", html, Contents(self._groups), place)

    def error(self, code: ErrorCode) -> bytes:
        """Return the page of an error code."""
        section = self._sections.get(code.value, "")
        source = f"# {code.status.value} {code.title}: `{code.value}`\n\n{code.meaning}\n{section}"
        return self._error_page(source)

    def errors(self) -> bytes:
        """Return the page that lists the error codes."""
        return self._error_page(self._sections[""])

    def _error_page(self, source: str) -> bytes:
        place = ErrorPages()
        codes = [(place.address(ERRORS, code.value), code.value) for code in ErrorCode]
        return self._frame(self._render(ERRORS, source, place), ERRORS, codes, place)

    def _frame(
        self, article: Article, name: str, parts: Sequence[tuple[str, str]], place: Place
    ) -> bytes:
        title = article.headings[0].text if article.headings else name
        return frame(title, article.html, Contents(self._groups, name, parts), place)

    def _render(self, name: str, source: str, place: Place, prefix: str = "") -> Article:
        return render(source, resolver(name, place, self.names, self.images), prefix)

    def _source(self, name: str) -> str:
        return (self._folder / f"{name}.md").read_text("utf-8")

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
                return read_groups(self._source(INDEX))

    @cached_property
    def _sections(self) -> Mapping[str, str]:
        """Return the sections of the file of errors by their headings; "" is what is before."""
        first, *parts = _SECTION.split(self._source(ERRORS))
        return {"": first, **dict(zip(parts[::2], parts[1::2], strict=True))}
