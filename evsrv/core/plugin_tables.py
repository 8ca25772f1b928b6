"""The tables `[plugins.NAME]` of a settings file, before the plugins have checked them."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import field, frozen


@frozen(eq=False)
class PluginTables:
    """The settings of plugins by name, and the file that they are from."""

    file: Path | None = None
    tables: Mapping[str, Mapping[str, Any]] = field(
        default=MappingProxyType({}),
        repr=False,  # They may hold secrets.
    )

    @classmethod
    def read(cls, file: Path, document: object) -> "PluginTables":
        """Return the tables of a TOML document's member `plugins`.

        Raises ValueError with the place of what is not a table.
        """
        if not isinstance(document, dict):
            raise ValueError("plugins must be tables such as [plugins.NAME]")
        for name, table in document.items():
            if not isinstance(table, dict):
                raise ValueError(f"plugins.{name} must be a table: [plugins.{name}]")
        return cls(file, {name: dict(_members(table)) for name, table in document.items()})


NO_TABLES = PluginTables()


def _members(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, _as_json(value)) for name, value in table.items())


def _as_json(value: Any) -> Any:
    """Return a value of TOML as JSON has it, which has no dates: they become text in ISO 8601."""
    match value:
        case dict():
            return dict(_members(value))
        case list():
            return [_as_json(one) for one in value]
        case date() | time():
            return value.isoformat()
    return value
