"""The files of the page, as they are in the repository."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "evsrv" / "web" / "page"
VENDOR = PAGE / "vendor"


def files(*suffixes: str) -> list[Path]:
    """Return the files with these suffixes, those in `vendor` last."""
    found = (file for file in PAGE.rglob("*") if file.suffix in suffixes)
    return sorted(found, key=lambda file: (is_vendored(file), file))


def is_vendored(file: Path) -> bool:
    """Return whether a file is one of the bundled files, which others wrote."""
    return VENDOR in file.parents


def name(file: Path) -> str:
    """Return the path of a file below the page, as its URL has it."""
    return file.relative_to(PAGE).as_posix()
