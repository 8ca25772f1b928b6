"""The report of a run, as Markdown and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import asdict, field, frozen

Cell = str | int | float | None


@frozen
class Column:
    """A column of a table, with the format of its numbers."""

    name: str
    form: str = ".2f"


@frozen
class Table:
    """A table of texts and numbers."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@frozen
class Check:
    """A figure beside its target."""

    target: str
    wanted: float
    found: float
    at_most: bool = False
    """Whether the target is an upper limit (else it is a lower one)."""

    @property
    def reached(self) -> bool:
        """Return whether the figure reaches the target."""
        return self.found <= self.wanted if self.at_most else self.found >= self.wanted


@frozen
class Section:
    """The report of one part."""

    title: str
    text: str
    tables: Sequence[Table] = ()
    checks: Sequence[Check] = ()


@frozen
class Report:
    """The report of all parts of a run."""

    head: Sequence[tuple[str, str]]
    sections: list[Section] = field(factory=list)

    def markdown(self) -> str:
        """Render the report as Markdown."""
        return "\n\n".join(self._blocks())

    def as_json(self) -> dict[str, Any]:
        """Return the report as a JSON document, with unrounded numbers."""
        return {
            "head": dict(self.head),
            "sections": [
                {
                    **asdict(section),
                    "checks": [
                        {**asdict(check), "reached": check.reached} for check in section.checks
                    ],
                }
                for section in self.sections
            ],
        }

    def _blocks(self) -> Iterator[str]:
        yield "\n".join(f"- {name}: {value}" for name, value in self.head)
        for section in self.sections:
            yield f"### {section.title}"
            yield section.text
            yield from map(_table, section.tables)
        checks = [check for section in self.sections for check in section.checks]
        if checks:
            yield "### Targets"
            yield _table(_targets(checks))


def _targets(checks: Sequence[Check]) -> Table:
    return Table(
        [Column("target"), Column("wanted"), Column("found"), Column("reached")],
        [
            (
                check.target,
                f"{'at most' if check.at_most else 'at least'} {check.wanted:.2f}",
                check.found,
                "yes" if check.reached else "no",
            )
            for check in checks
        ],
    )


def _table(table: Table) -> str:
    lines = [
        [column.name for column in table.columns],
        ["---"] * len(table.columns),
        *(
            [_cell(value, column) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Cell, column: Column) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else format(value, column.form)
