"""The settings file that `evsrv init` writes: every setting, its meaning and its default."""

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import fields_dict

from evsrv.config import Settings

_HEAD = """\
# The settings of evsrv. `evsrv serve` and the other commands read this file in their working
# directory. A flag (--port 9000) or a variable of the environment (EVSRV_PORT=9000) wins over it.
# A line that begins with `# NAME =` shows a default, or nothing if the setting has none. To change
# a setting, remove the `#` and write its value.
"""
_MIN_GROUPED = 10_000
"""Digits of numbers from here on are in groups of three."""


def render_settings_file(values: Mapping[str, object]) -> str:
    """Return the TOML text of a settings file in which these settings are set."""
    return "".join([_HEAD, *_paragraphs(values)])


@cache
def setting_texts() -> Mapping[str, str]:
    """Return the explanation of each setting, which is the docstring below it.

    Python does not keep docstrings of attributes, so they are read from the source.
    """
    (definition,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - narrows the type
    texts = {}
    name: str | None = None
    for statement in definition.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name is not None:
                texts[name] = " ".join(text.split())
            case _:
                name = None
    return MappingProxyType(texts)


def _paragraphs(values: Mapping[str, object]) -> Iterator[str]:
    defaults, texts = Settings(), setting_texts()
    for name in fields_dict(Settings):
        yield f"\n# {texts[name]}\n"
        if name in values:
            yield f"{name} = {_toml(values[name])}\n"
        elif (default := getattr(defaults, name)) is None:
            yield f"# {name} =\n"
        else:
            yield f"# {name} = {_toml(default)}\n"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value:_}" if value >= _MIN_GROUPED else str(value)
        case Path():
            return json.dumps(str(value), ensure_ascii=False)
    # Texts, numbers and lists of these are written in TOML as in JSON.
    return json.dumps(value, ensure_ascii=False)
