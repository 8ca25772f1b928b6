"""The files of the page, as they are in the repository."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "evsrv" / "web" / "page"
VENDOR = PAGE / "vendor"
BUNDLE = PAGE / "bundle"


def files(*suffixes: str) -> list[Path]:
    """Return the files with these suffixes, those that scripts made last."""
    found = (file for file in PAGE.rglob("*") if file.suffix in suffixes)
    return sorted(found, key=lambda file: (is_made(file), file))


def is_vendored(file: Path) -> bool:
    """Return whether a file is one that others wrote."""
    return VENDOR in file.parents


def is_made(file: Path) -> bool:
    """Return whether a script made a file."""
    return is_vendored(file) or BUNDLE in file.parents


def is_loaded(file: Path) -> bool:
    """Return whether a browser loads a file: the document, its icon, and what scripts made."""
    return is_made(file) or (file.parent == PAGE and file.suffix in (".html", ".svg"))


def name(file: Path) -> str:
    """Return the path of a file below the page, as its URL has it."""
    return file.relative_to(PAGE).as_posix()
