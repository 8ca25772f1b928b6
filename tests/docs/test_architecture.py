"""docs/internals/architecture.md agrees with the code: its limits, and the files of each change.

`tests/test_layers.py` compares its packages.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "internals" / "architecture.md"
CHANGES = (
    "a field",
    "an operator",
    "an error code",
    "a limit",
    "a header",
    "an index",
    "an endpoint",
    "a command",
    "a setting",
    "a log field",
    "an export column",
    "a time unit",
    "a function",
    "a URL parameter of queries",
)
MAX_FILES = 3
LIMITS = re.compile(r"(?<=<!-- limits -->\n).*?(?=<!-- /limits -->)", re.S)
FILE = re.compile(r"`(?P<path>[\w./-]+)`(?: \(`(?P<text>[^`]+)`\))?")


def limits_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and meaning of each `MAX_*` constant of a module."""
    source = path.read_text("utf-8")
    body = ast.parse(source).body
    for statement, following in zip(body, [*body[1:], None], strict=True):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if not re.match("_?MAX_", name):
            continue
        match following:
            case ast.Expr(value=ast.Constant(value=str(docstring))):
                meaning = " ".join(docstring.split())
            case _:
                meaning = ""
        yield name, ast.get_source_segment(source, value) or "", meaning


def limits_table() -> str:
    lines = ["| limit | value | file | meaning |", "| --- | --- | --- | --- |"]
    for path in sorted((*ROOT.glob("evsrv/**/*.py"), *ROOT.glob("plugins/*.py"))):
        for name, value, meaning in limits_of(path):
            file = path.relative_to(ROOT).as_posix()
            lines.append(f"| `{name}` | `{value}` | `{file}` | {meaning} |")
    return "\n".join([*lines, ""])


def table_of_changes(text: str) -> dict[str, str]:
    section = text.partition("## Where do I change")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", section, re.M)
    return dict(rows[2:])


def test_limits_table_has_every_limit_of_the_code(request: pytest.FixtureRequest) -> None:
    text = DOCUMENT.read_text("utf-8")
    if request.config.getoption("--update-docs", default=False):
        text = LIMITS.sub(lambda _: limits_table(), text)
        DOCUMENT.write_text(text, "utf-8")
    assert LIMITS.findall(text) == [limits_table()]


def test_limits_of_a_module_include_private_and_annotated_ones(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'MAX_A = 2 * 3_2\n"""Of a\nthing."""\n_MAX_B: int = 5\nMIN_C = 1\nMAX_D: int\nx.MAX_E = 1\n'
    )
    assert list(limits_of(module)) == [("MAX_A", "2 * 3_2", "Of a thing."), ("_MAX_B", "5", "")]


def test_table_of_changes_has_the_twelve_changes() -> None:
    assert tuple(table_of_changes(DOCUMENT.read_text("utf-8"))) == CHANGES


@pytest.mark.parametrize("change", CHANGES)
def test_files_of_a_change_exist_and_contain_the_named_text(change: str) -> None:
    files = list(FILE.finditer(table_of_changes(DOCUMENT.read_text("utf-8"))[change]))
    assert 1 <= len(files) <= MAX_FILES
    for file in files:
        path = ROOT / file["path"]
        assert path.exists(), f"{file['path']} does not exist"
        if file["text"] is not None:
            assert file["text"] in path.read_text("utf-8"), f"{file['text']} is not in {path.name}"
