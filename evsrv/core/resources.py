"""Where the JSON Schema files and the bundled plugins lie.

They stand at top level in a checkout, which is also what an editable install runs from; a wheel
carries them inside the package.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def _folder(name: str) -> Path:
    packaged = PACKAGE / f"_{name}"
    return packaged if packaged.is_dir() else PACKAGE.parent / name


SCHEMAS = _folder("schemas")
PLUGINS = _folder("plugins")
