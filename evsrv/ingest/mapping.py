"""A mapping: which members of a record become which members of an event. It can be kept as TOML."""

import json
import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import Attribute, field, fields, frozen

from evsrv.core.errors import unknown
from evsrv.core.event import EVENT_TYPES
from evsrv.ingest.source_times import AUTO, UNITS

BUNDLED = ("combined",)
"""Mappings that can be named without a file."""


EXCLUSIVE = (
    ("id", "id_from_line"),
    ("time_format", "time_unit"),
    ("line_pattern", "each"),
    ("line_pattern", "columns"),
)
"""Pairs of options of which a mapping has at most one."""


class MappingError(ValueError):
    """A mapping that makes no sense; the message says why."""


class Form(Enum):
    """The form of an option's value."""

    TEXT = "text"
    FLAG = "flag"
    TEXTS = "texts"
    """An option that may be repeated."""


def _option(
    help_: str,
    metavar: str | None = None,
    *,
    form: Form = Form.TEXT,
    choices: tuple[str, ...] = (),
) -> Any:
    default = {Form.TEXT: None, Form.FLAG: False, Form.TEXTS: ()}[form]
    about = {"help": help_, "metavar": metavar, "form": form, "choices": choices}
    return field(default=default, metadata=about, kw_only=True)


@frozen
class EventMapping:
    """The options of a mapping; each is an option of the command and a key of the file.

    A MEMBER is the name of a member or a column, or a path of names joined by dots or, after a
    leading slash, by slashes.
    """

    each: str | None = _option("Where the events lie in a JSON document.", "PATH")
    columns: str | None = _option(
        "Names of a CSV file's columns, joined by commas; its first line is then a row.", "NAMES"
    )
    line_pattern: str | None = _option(
        "For other text: a regular expression of a whole line, with a named group for each member.",
        "REGEX",
    )
    type: str | None = _option(
        "The event's name, or the text after =. Without it: the member type.", "MEMBER|=TEXT"
    )
    time: str | None = _option(
        "The time of the event. Without it: the member createdAt, else the time of the import.",
        "MEMBER",
    )
    time_unit: str | None = _option(
        "Unit of times that are numbers since the epoch.", choices=(*UNITS, AUTO)
    )
    time_zone: str | None = _option("Time zone of times without an offset.", "ZONE")
    time_format: str | None = _option("Form of times, with the codes of strptime.", "STRPTIME")
    id: str | None = _option("The event's id.", "MEMBER")
    id_from_line: bool = _option(
        "Make the id from the whole record, so that importing it twice stores it once.",
        form=Form.FLAG,
    )
    user: str | None = _option("The user, for userProperties.userId.", "MEMBER")
    entity: str | None = _option("The entityType.", choices=EVENT_TYPES)
    conversation: str | None = _option("The conversationId.", "MEMBER")
    message: str | None = _option("The messageId.", "MEMBER")
    search: str | None = _option("The searchQuery.", "MEMBER")
    properties: str | None = _option(
        "An object whose members go under properties themselves.", "MEMBER"
    )
    null: tuple[str, ...] = _option(
        "Text that stands for no value; may be repeated.", "TEXT", form=Form.TEXTS
    )
    text: bool = _option(
        "Keep cells as text, instead of reading numbers and booleans.", form=Form.FLAG
    )

    def __attrs_post_init__(self) -> None:
        for one, other in EXCLUSIVE:
            if getattr(self, one) and getattr(self, other):
                raise MappingError(
                    f"{option_name(one)} and {option_name(other)} exclude each other"
                )
        if self.entity is not None and getattr(self, self.entity, "") is None:
            raise MappingError(f"--entity {self.entity} needs --{self.entity} MEMBER")
        if len(set(self.column_names)) < len(self.column_names):
            raise MappingError("--columns has the same name twice")
        if self.line_pattern is not None:
            try:
                re.compile(self.line_pattern)
            except re.error as error:
                raise MappingError(f"--line-pattern is not a regular expression: {error}") from None

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, if they are given."""
        return [name.strip() for name in self.columns.split(",")] if self.columns else []


OPTIONS: Mapping[str, "Attribute[Any]"] = MappingProxyType(
    {attribute.name: attribute for attribute in fields(EventMapping)}
)
"""The options of a mapping by name."""


def option_name(name: str) -> str:
    """Return the option of the command for a key."""
    return f"--{name.replace('_', '-')}"


def mapping_keys(name_or_file: str) -> dict[str, Any]:
    """Return the keys of a bundled mapping, or of a TOML file; raise `MappingError`."""
    try:
        text = (
            (files("evsrv.ingest") / "mappings" / f"{name_or_file}.toml").read_text("utf-8")
            if name_or_file in BUNDLED
            else Path(name_or_file).read_text("utf-8")
        )
        keys = tomllib.loads(text)
    except FileNotFoundError:
        bundled = " or ".join(BUNDLED)
        raise MappingError(
            f"{name_or_file} is not a file; the bundled mapping is {bundled}"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{name_or_file}: {error}") from None
    for key, value in keys.items():
        _check_key(name_or_file, key, value)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in keys.items()}


def _check_key(file: str, key: str, value: object) -> None:
    if key not in OPTIONS:
        raise MappingError(f"{file}: {unknown('key', key, OPTIONS)}")
    about = OPTIONS[key].metadata
    match about["form"]:
        case Form.FLAG:
            right, expected = isinstance(value, bool), "true or false"
        case Form.TEXTS:
            right = isinstance(value, list) and all(isinstance(one, str) for one in value)
            expected = "an array of strings"
        case _:
            right, expected = isinstance(value, str), "a string"
    if not right:
        raise MappingError(f"{file}: {key}: expected {expected}")
    if about["choices"] and value not in about["choices"]:
        raise MappingError(f"{file}: {key}: {unknown('value', value, about['choices'])}")


def as_toml(mapping: EventMapping) -> str:
    """Render a mapping as `mapping_keys` reads it; what is not set is left out."""
    values = {name: getattr(mapping, name) for name in OPTIONS}
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items() if value)


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # The escapes of JSON are some of TOML's, which also wants one for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
