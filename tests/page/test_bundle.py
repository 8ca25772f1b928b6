"""The bundle is what the script makes of the page's sources."""

import filecmp
import shutil
import subprocess
from pathlib import Path

from support import node

from page.sources import BUNDLE, PAGE

SCRIPT = Path(__file__).parents[2] / "scripts" / "bundle-page"


def test_script_makes_the_same_bundle(tmp_path: Path) -> None:
    node.require(required_by="REQUIRE_BROWSER_TEST")
    copy = tmp_path / "page"
    shutil.copytree(PAGE, copy, ignore=shutil.ignore_patterns(BUNDLE.name))
    subprocess.run([SCRIPT, copy], check=True, env=node.environment())
    made = {file.name for file in (copy / BUNDLE.name).iterdir()}
    assert made == {file.name for file in BUNDLE.iterdir()}
    _, changed, unread = filecmp.cmpfiles(copy / BUNDLE.name, BUNDLE, made, shallow=False)
    assert not changed + unread, "run scripts/bundle-page"
