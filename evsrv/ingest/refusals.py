"""Refusals of many lines, by kind."""

import re
from collections.abc import Iterator

from attrs import Factory, define

from evsrv.core.errors import Issue, RequestError

MAX_REFUSAL_KINDS = 50
"""Kinds of refusals that are told apart; all others are counted together."""

_VARYING = re.compile(r"'(?:[^'\\]|\\.)*'(?:\.\.\.)?|\"(?:[^\"\\]|\\.)*\"|\d+|\([^()]*\)")
"""Parts of a message that differ from line to line: quoted values, numbers, what is in brackets."""


@define
class _Kind:
    where: str
    message: str
    first: int
    lines: int = 0
    last: int = 0


@define
class Refusals:
    """Refused records, grouped by what is wrong with them."""

    noun: str = "line"
    _kinds: dict[tuple[str, str], _Kind] = Factory(dict)
    _others: int = 0

    def add(self, number: int, refusal: RequestError) -> None:
        """Count a refused record under each of its issues."""
        for issue in refusal.issues or (Issue("", refusal.detail),):
            key = (re.sub(r"\d+", "", issue.pointer), _VARYING.sub("", issue.message))
            kind = self._kinds.get(key)
            if kind is None:
                if len(self._kinds) >= MAX_REFUSAL_KINDS:
                    self._others += 1
                    continue
                kind = self._kinds[key] = _Kind(issue.pointer, issue.message, number)
            if kind.last != number or kind.lines == 0:
                kind.lines += 1
                kind.last = number

    def summary(self) -> Iterator[str]:
        """Yield a line for each kind, the most frequent first; its values are the first one's."""
        for kind in sorted(self._kinds.values(), key=lambda one: -one.lines):
            problem, step = _split(kind.message)
            where = f"{kind.where}: " if kind.where else ""
            plural = "" if kind.lines == 1 else "s"
            first = f"first at {self.noun} {kind.first}"
            text = f"{kind.lines:,} {self.noun}{plural}: {where}{problem}, {first}"
            yield f"{text}; {step}" if step else text
        if self._others:
            yield f"{self._others:,} more problems of other kinds"


def _split(message: str) -> tuple[str, str]:
    """Return a message before and after the first `; ` that is not in a quoted value."""
    masked = _VARYING.sub(lambda match: "x" * len(match[0]), message)
    at = masked.find("; ")
    return (message, "") if at < 0 else (message[:at], message[at + 2 :])
