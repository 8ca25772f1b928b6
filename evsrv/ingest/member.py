"""Members of a record that a mapping names."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attrs import frozen

from evsrv.core.errors import Issue, pointer, unknown
from evsrv.core.json_text import canonical, type_name


@frozen
class Member:
    """A member by its name, or by the path to it."""

    name: str
    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Member":
        """Parse a name, names joined by dots, or a JSON Pointer."""
        if not text.startswith("/"):
            return cls(text, tuple(text.split(".")))
        parts = [part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/")]
        return cls(parts[0] if len(parts) == 1 else text, tuple(parts))

    def find(self, record: Mapping[str, Any]) -> Any:
        """Return the member's value; None where it is missing.

        A member that has the whole text as its name comes before one at the path.
        """
        if self.name in record:
            return record[self.name]
        value: Any = record
        for part in self.parts:
            match value:
                case dict():
                    value = value.get(part)
                case list() if part.isdecimal() and int(part) < len(value):
                    value = value[int(part)]
                case _:
                    return None
        return value

    def issue(self, record: Mapping[str, Any], message: str) -> Issue:
        """Return the issue of this member's value."""
        parts = (self.name,) if self.name in record else self.parts
        return Issue(pointer("", *parts), message)

    def absence(self, record: Mapping[str, Any]) -> Issue:
        """Return the issue of a member that is needed and missing, or has no value."""
        if self.name in record:
            return self.issue(record, "there is no value")
        value: Any = record
        for at, part in enumerate(self.parts):
            if not isinstance(value, dict):
                break
            if part not in value:
                return Issue(pointer("", *self.parts[:at]), _unknown_member(part, tuple(value)))
            value = value[part]
        return self.issue(record, "there is no value")


# Many lines in a row lack the same member.
@lru_cache(maxsize=64)
def _unknown_member(name: str, known: tuple[str, ...]) -> str:
    return unknown("member", name, known)


def as_text(value: Any) -> str:
    """Return a scalar as text, numbers and booleans as in JSON; raise `TypeError` for others."""
    match value:
        case str():
            return value
        case bool() | int() | float():
            return canonical(value)
    raise TypeError(f"expected text or a number, not {type_name(value)}")
