"""The types of settings: values of a TOML file or of flags, and texts of the environment."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cattrs import Converter

from evsrv.core.dsn import Dsn, parse_database


class WrongType(ValueError):
    """A value has another type or form; the message is the expected one."""


def _native(wanted: str, types: type | tuple[type, ...]) -> Callable[[Any, Any], Any]:
    def check(value: Any, _type: Any) -> Any:
        if isinstance(value, types) and not isinstance(value, bool):
            return value
        raise WrongType(wanted)

    return check


def _parsed(wanted: str, number: type[int] | type[float]) -> Callable[[Any, Any], Any]:
    def parse(text: str, _type: Any) -> Any:
        try:
            return number(text)
        except ValueError:
            raise WrongType(wanted) from None

    return parse


def _boolean(wanted: str, values: Mapping[Any, bool]) -> Callable[[Any, Any], bool]:
    def check(value: Any, _type: Any) -> bool:
        if isinstance(value, bool | str) and value in values:
            return values[value]
        raise WrongType(wanted)

    return check


def _path(value: Any, _type: Any) -> Path:
    if not isinstance(value, str | Path) or value == "":
        raise WrongType("a path")
    return Path(value)


def _database(value: Any, type_: Any) -> Path | Dsn:
    if isinstance(value, Dsn):
        return value
    if isinstance(value, str) and value:
        return parse_database(value)
    return _path(value, type_)


def _names(value: Any, _type: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise WrongType("a list of names")
    return tuple(value)


def _comma_separated(text: str, _type: Any) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _converter(**hooks: Callable[[Any, Any], Any]) -> Converter:
    converter = Converter()
    converter.register_structure_hook(Path, _path)
    converter.register_structure_hook(Path | Dsn, _database)
    converter.register_structure_hook(str, _native("text", str))
    converter.register_structure_hook(bool, hooks["boolean"])
    converter.register_structure_hook(int, hooks["whole"])
    converter.register_structure_hook(float, hooks["number"])
    converter.register_structure_hook_func(lambda type_: type_ == tuple[str, ...], hooks["names"])
    return converter


NATIVE = _converter(
    boolean=_boolean("true or false", {True: True, False: False}),
    whole=_native("a whole number", int),
    number=_native("a number", (int, float)),
    names=_names,
)
"""For values that have a type."""
TEXT = _converter(
    boolean=_boolean("true or false", {"true": True, "false": False}),
    whole=_parsed("a whole number", int),
    number=_parsed("a number", float),
    names=_comma_separated,
)
"""For environment variables."""
