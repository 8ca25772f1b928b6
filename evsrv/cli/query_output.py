"""Printing the answer to a query in the format that is wanted."""

import shutil
import sys
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import click
import orjson
from attrs import frozen

from evsrv.cli.query_rows import (
    QueryRows,
    Rendered,
    render_chart,
    render_markdown,
    render_rows,
)
from evsrv.cli.query_source import Document, QuerySource, with_whole_documents
from evsrv.cli.tables import as_csv
from evsrv.core.datasets import Dataset
from evsrv.query.plan import Plan

_RANGES = {"range": "range", "comparedRange": "compared with"}
FORMATS = ("table", "chart", "markdown", "csv", "ndjson", "json")
"""The formats without plugins."""
_FOR_PEOPLE = ("table", "chart", "markdown")


@frozen(kw_only=True)
class QueryOutput:
    """Prints answers to stdout, and the number of rows for people to stderr."""

    form: str
    """One of `FORMATS`, or the name of a plugin's format."""
    exact: bool
    """Whether all digits of numbers and times are shown to people."""
    width: int | None
    """The width that a table is cut to; None if it is not cut."""
    make_plan: Callable[[Document], Plan | None]
    """Returns the plan of a query, with its columns, or None if they are not known here."""

    async def print_page(self, source: QuerySource, dataset: Dataset, document: Document) -> None:
        """Print one page of a query's rows."""
        if self.form not in FORMATS:
            click.echo(await source.page_file(dataset, document, self.form), nl=False)
            return
        answer = await source.answer(dataset, document)
        if self.form == "json":
            click.echo(answer)
            return
        page = orjson.loads(answer)["data"]
        self._print_rows(page["result"], document)
        if self._is_for_people:
            for name, label in _RANGES.items():
                if name in page:
                    click.echo(f"{label} {page[name]}", err=True)
            more = page["total"] > page["count"] and "limit" not in document
            hint = " (--all prints all)" if more else ""
            click.echo(f"{page['count']} of {page['total']} rows{hint}", err=True)

    async def print_all(self, source: QuerySource, dataset: Dataset, document: Document) -> None:
        """Print all rows of a query; files as they are read, tables at the end."""
        whole = with_whole_documents(dataset, document)
        form = "ndjson" if self._is_for_people else self.form
        async with aclosing(source.export(dataset, whole, form)) as chunks:
            if not self._is_for_people:
                stdout = sys.stdout.buffer
                async for chunk in chunks:
                    stdout.write(chunk)
                stdout.flush()
                return
            lines = b"".join([chunk async for chunk in chunks]).splitlines()
        self._print_rows([orjson.loads(line) for line in lines], document)
        click.echo(f"{len(lines)} rows", err=True)

    @property
    def _is_for_people(self) -> bool:
        return self.form in _FOR_PEOPLE

    def _print_rows(self, rows: list[dict[str, Any]], document: Document) -> None:
        if self.form == "ndjson":
            for row in rows:
                click.echo(orjson.dumps(row))
            return
        found = QueryRows.from_objects(rows, self.make_plan(document))
        if self.form == "csv":
            for record in as_csv(found.names, found.rows):
                click.echo(record, nl=False)
            return
        rendered = self._render(found)
        click.echo(rendered.text)
        if rendered.hidden:
            click.echo(f"not shown: {', '.join(rendered.hidden)} (--wide shows all)", err=True)

    def _render(self, rows: QueryRows) -> Rendered:
        match self.form:
            case "chart":
                return render_chart(rows, exact=self.exact, width=self.width)
            case "markdown":
                return render_markdown(rows, exact=self.exact)
        return render_rows(rows, exact=self.exact, width=self.width)


def terminal_width() -> int | None:
    """Return the width of the terminal that stdout is, or None if it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
