"""Folders of the JSON Schema files, of the bundled plugins and of the guide.

In a checkout, and so in an editable install, they are at the top level; in a wheel they are inside
of the package.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def _folder(name: str) -> Path:
    packaged = PACKAGE / f"_{name}"
    return packaged if packaged.is_dir() else PACKAGE.parent / name


SCHEMAS = _folder("schemas")
PLUGINS = _folder("plugins")
DOCS = _folder("docs")
