"""docs/query.md lists the fields of every dataset."""

import re
from pathlib import Path

import pytest

from evsrv.core.datasets import DATASETS, Dataset
from evsrv.core.fields import Field
from evsrv.core.kinds import Kind

DOCUMENT = Path(__file__).parents[2] / "docs" / "query.md"
FIELDS = re.compile(r"(?<=<!-- dataset-fields -->\n).*?(?=<!-- /dataset-fields -->)", re.S)
KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.TIME: "time",
    Kind.DOCUMENT: "JSON object",
    Kind.ARRAY: "array",
}


def describe_kind(field: Field, dataset: Dataset) -> str:
    kind = f"{KINDS[field.kind]}{' (the time field)' if field is dataset.time_field else ''}"
    values = ", ".join(f"`{value}`" for value in field.values)
    return f"{kind}: {values}" if values else kind


def describe_null(field: Field) -> str:
    if field.null_in_output:
        return "shown as null"
    return "left out" if field.nullable else "never"


def fields_table() -> str:
    lines = ["| dataset | field | kind | null in rows |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {dataset.name} | `{name}` | {describe_kind(field, dataset)} | {describe_null(field)} |"
        for dataset in DATASETS.values()
        for name, field in dataset.fields.items()
    ]
    return "\n".join([*lines, ""])


def test_table_of_fields_has_every_field_of_every_dataset(request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text("utf-8")
    if request.config.getoption("--update-docs", default=False):
        text = FIELDS.sub(lambda _: fields_table(), text)
        DOCUMENT.write_text(text, "utf-8")
    assert FIELDS.findall(text) == [fields_table()]
