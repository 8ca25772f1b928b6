"""The page is small: all that a browser loads of it, but the typeface."""

import gzip
from pathlib import Path

from page.sources import PAGE, files, is_loaded, name

MAX_BYTES = 70_000
SUFFIXES = (".html", ".css", ".js", ".svg")


def test_compressed_page_is_within_budget() -> None:
    sizes = {name(file): _compressed_size(file) for file in files(*SUFFIXES) if is_loaded(file)}
    table = "\n".join(
        f"{size:>7,}  {file}" for file, size in sorted(sizes.items(), key=lambda item: -item[1])
    )
    total = sum(sizes.values())
    assert total <= MAX_BYTES, f"{total:,} bytes compressed, {MAX_BYTES:,} allowed:\n{table}"


def test_document_loads_the_counted_files() -> None:
    document = (PAGE / "index.html").read_text()
    loaded = {name(file) for file in files(*SUFFIXES) if is_loaded(file)} - {"index.html"}
    assert {file for file in loaded if f'"{file}"' in document} == loaded


def _compressed_size(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))
