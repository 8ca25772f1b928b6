"""Each decision record has the same parts, and the index lists all of them."""

import re
from pathlib import Path

import pytest

from docs.test_examples import ROOT

FOLDER = ROOT / "docs" / "internals" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Rejected", "Consequences"]
TITLE = re.compile(r"# (?P<number>\d+)\. (?P<title>.+)")
DATE = re.compile(r"Date: (?P<date>\d{4}-\d\d-\d\d)")
ALTERNATIVE = re.compile(r"^- \*\*[^*]+\*\*: .{20,}", re.M)
ROW = re.compile(r"^\| (\d+) \| \[(.+)\]\((.+)\) \| (\S+) \|$", re.M)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_record_has_date_parts_and_rejected_alternatives_with_reasons(record: Path) -> None:
    text = record.read_text("utf-8")
    assert TITLE.match(text)
    assert DATE.search(text)
    assert re.findall(r"^## (.+)$", text, re.M) == PARTS
    rejected = text.partition("## Rejected\n")[2].partition("\n## ")[0]
    assert len(ALTERNATIVE.findall(rejected)) >= 2


def test_index_lists_each_record_with_its_number_title_and_date() -> None:
    expected = []
    for number, record in enumerate(RECORDS, 1):
        text = record.read_text("utf-8")
        title, date = TITLE.match(text), DATE.search(text)
        assert title
        assert date
        assert (int(title["number"]), record.name[:4]) == (number, f"{number:04}")
        expected.append((str(number), title["title"], record.name, date["date"]))
    assert ROW.findall((FOLDER / "README.md").read_text("utf-8")) == expected


def test_records_are_ten_or_more() -> None:
    assert len(RECORDS) >= 10
