"""A collector of issues, so that one error names all that is wrong with a query."""

from attrs import Factory, define

from evsrv.core.errors import Issue, Unprocessable, pointer


@define
class Issues:
    """Issues found so far."""

    _found: list[Issue] = Factory(list)

    def add(self, message: str, at: str, *parts: str | int) -> None:
        """Add an issue at a JSON Pointer, extended by parts."""
        self._found.append(Issue(pointer(at, *parts), message))

    def __bool__(self) -> bool:
        """Return whether any issue was found."""
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Raise `Unprocessable` if any issue was found."""
        if self._found:
            raise Unprocessable.of(self._found)
