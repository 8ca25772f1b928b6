"""The page is small: all its files but the typeface are loaded at once."""

import gzip
from pathlib import Path

from evsrv.web.page_routes import without_comments
from page.sources import files, name

MAX_BYTES = 70_000
SUFFIXES = (".html", ".css", ".js", ".svg")


def test_compressed_page_is_within_budget():
    sizes = {name(file): _compressed_size(_served(file)) for file in files(*SUFFIXES)}
    table = "\n".join(
        f"{size:>7,}  {file}" for file, size in sorted(sizes.items(), key=lambda item: -item[1])
    )
    total = sum(sizes.values())
    assert total <= MAX_BYTES, f"{total:,} bytes compressed, {MAX_BYTES:,} allowed:\n{table}"


def _served(file: Path) -> bytes:
    content = file.read_bytes()
    return without_comments(content) if file.suffix == ".js" else content


def _compressed_size(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))
