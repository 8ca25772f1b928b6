from typing import Any

import pytest

from cli.conftest import Command, ListIds
from cli.importing import event, lines, summary


def event_with_properties(properties: Any) -> Any:
    return lines(event("x", properties=properties))


BAD = {
    "no JSON": (b'{"entityType": "message",', "the line is not JSON"),
    "two values": (b"{} {}", "the line is not JSON"),
    "no object": (b"[1]", "the line must be a JSON object, not an array"),
    "a BOM inside": (b"{\xef\xbb\xbf}", "the line is not JSON"),
    "two BOMs": (b"\xef\xbb\xbf\xef\xbb\xbf{}", "BOM"),
    "no UTF-8": (b'{"type": "\xff"}', "the line is not UTF-8: invalid start byte at byte 10"),
    "UTF-16": ('{"type": "sent"}'.encode("utf-16-le"), "the line is not JSON"),
    "nothing in it": (b"{}", "'type' is missing"),
    "unknown member": (lines(event("x", propertys={})), "did you mean 'properties'?"),
    "unknown entityType": (lines(event("x", entityType="massage")), "did you mean 'message'?"),
    "wrong type": (
        event_with_properties([]),
        "/properties: expected an object or null, not an array",
    ),
    "no offset": (lines(event("x", createdAt="2026-03-02T10:15:00")), "with an offset"),
    "lone surrogate": (event_with_properties({"v": "\ud800"}), "/properties/v: a lone surrogate"),
    "lone surrogate in a name": (
        event_with_properties({"\ud800": 1}),
        "member name: a lone surrogate",
    ),
    "NUL": (event_with_properties({"v": "\0"}), "/properties/v: a NUL character"),
    "NaN": (event_with_properties({"v": float("nan")}), "/properties/v: a number must be finite"),
    "beyond a double": (
        event_with_properties({"v": 1}).replace(b" 1}", b" 1e999}"),
        "/properties/v: a number must",
    ),
    "beyond 64 bits": (
        event_with_properties({"v": 2**63}),
        "/properties/v: an integer must fit 64 bits",
    ),
    "too deep": (b'{"properties":' + b'{"a":' * 65 + b"1" + b"}" * 66, "nested deeper than"),
    "far too deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "another project": (lines(event("x", projectId="blog")), "project that the event names"),
}


@pytest.mark.parametrize(("line", "reason"), BAD.values(), ids=BAD)
def test_import_reports_bad_line_and_stores_other_lines(
    load: Command, ids: ListIds, line: Any, reason: Any
) -> None:
    result = load(lines(event("a")), b"\n", line.rstrip() + b"\n", lines(event("b")))
    assert (result.exit_code, result.stdout) == (1, "")
    report, rest = result.stderr.split("\n", 1)
    assert report.startswith("line 3: ")
    assert reason in report
    assert rest == summary(stored=2, bad=1)
    assert ids() == ["a", "b"]


def test_import_reports_line_numbers_across_batches(load: Command) -> None:
    good = lines(*(event(f"e{number}") for number in range(1500)))
    result = load(b"nonsense\n".join([good, good.replace(b'"id": "e', b'"id": "f'), b""]))
    assert result.exit_code == 1
    *reports, last = result.stderr.splitlines(keepends=True)
    assert [report.split(":")[0] for report in reports] == ["line 1501", "line 3002"]
    assert last == summary(stored=3000, bad=2)


def test_import_escapes_control_characters_in_reports(load: Command) -> None:
    result = load(lines(event("a", properties={"\x1b[2J\x9b\u202e": "\0"})))
    assert result.stderr.isprintable() is False  # Only the line ends are not printable.
    assert "".join(result.stderr.splitlines()).isprintable()
