"""The vendor files are those that the script makes, and keep to the page's policy."""

import filecmp
import json
import re
import subprocess
from pathlib import Path

from support import node

from page.sources import VENDOR, files, is_vendored

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "vendor-page"
LOCK = ROOT / "scripts" / "vendor" / "package-lock.json"

HANDWRITTEN = "preact.d.ts"
EVALUATION = re.compile(
    r"\beval\b|\bFunction\s*\(|\bsetTimeout\s*\(\s*[\"'`]|constructor\(\s*[\"'`]"
)
LICENCE_TEXTS = ("MIT License", "Apache License", "SIL OPEN FONT LICENSE")


def _packages() -> dict[str, str]:
    """Return the packages whose code or typeface is in the vendor files: name → version."""
    packages = json.loads(LOCK.read_text())["packages"]
    return {
        place.removeprefix("node_modules/"): package["version"]
        for place, package in packages.items()
        if place and not package.get("dev")
    }


def _code() -> list[Path]:
    return [file for file in files(".js") if is_vendored(file)]


def test_script_makes_the_same_bytes(tmp_path: Path) -> None:
    node.require(required_by="REQUIRE_BROWSER_TEST")
    subprocess.run([SCRIPT, tmp_path], check=True, env=node.environment())
    made = {file.name for file in tmp_path.iterdir()}
    assert made == {file.name for file in VENDOR.iterdir()} - {HANDWRITTEN}
    _, changed, unread = filecmp.cmpfiles(tmp_path, VENDOR, made, shallow=False)
    assert not changed + unread, "run scripts/vendor-page"


def test_code_evaluates_no_text() -> None:
    assert [file.name for file in _code()] == ["preact.js", "uplot.js"]
    for file in _code():
        assert not EVALUATION.search(file.read_text()), file.name


def test_licence_of_each_package_is_there() -> None:
    licences = (VENDOR / "licences.txt").read_text()
    for package, version in _packages().items():
        assert f"{package} {version}\n" in licences
    parts = licences.split("=" * 80)
    assert len(parts) == len(_packages()) + 1
    for part in parts[:-1]:
        assert "opyright" in part
        assert any(text in part for text in LICENCE_TEXTS), part[:200]
    for file in _code():
        assert "licences.txt" in file.read_text().partition("\n")[0]


async def test_declared_exports_are_those_of_the_module() -> None:
    node.require(required_by="REQUIRE_BROWSER_TEST")
    program = "console.log(JSON.stringify(Object.keys(await import('./preact.js'))))"
    exports = json.loads(await node.run(program, cwd=VENDOR))
    declared = re.findall(r"^export function (\w+)", (VENDOR / HANDWRITTEN).read_text(), re.M)
    assert sorted(exports) == sorted(declared)
