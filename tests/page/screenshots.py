"""Makes the pictures of the page: `scripts/screenshots`."""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from support import chromium, node

from page import path_driver
from page.path_driver import FOLDER
from page.serving import seed, serving
from page.states import SERVERS

PORT = 8080
"""A picture shows the address of its server: that of `evsrv serve`."""


async def take(files: Mapping[str, Path], target: Path) -> None:
    """Write the pictures of all states to a folder; the files are those of the servers."""
    async with path_driver.start(target) as driver:
        for state, server in SERVERS.items():
            async with serving(files[server], PORT) as running:
                outcome = await driver.run(FOLDER / "pictures.mjs", running, name=state)
            outcome.assert_passed()


def reduce(file: Path) -> None:
    """Make a picture small: 256 colours, of which the eye misses none here."""
    with Image.open(file) as image:
        reduced = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    reduced.save(file, optimize=True)


def main() -> None:
    """Write the pictures to the folder that the command line names."""
    target = Path(sys.argv[1])
    missing = node.prepare(FOLDER) or (chromium.EXECUTABLE is None and "there is no Chromium")
    if missing:
        sys.exit(f"screenshots: {missing}")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = {server: Path(folder, f"{server}.db") for server in SERVERS.values()}
        seed(files["demo"])
        try:
            asyncio.run(take(files, target))
        except OSError as error:
            sys.exit(f"screenshots: {error}")
    for file in sorted(target.glob("*.png")):
        reduce(file)
        print(f"{file.stat().st_size:>7,}  {file.name}")


if __name__ == "__main__":
    main()
