"""Elements of a JSON document that need not fit into memory."""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from evsrv.core.errors import BadRequest, unknown

_CHUNK_BYTES = 1 << 16
_BLANKS = re.compile(r"[ \t\r\n]*")
_TOKEN_CHARACTERS = 12
"""Of the longest token but a string or number, which is an escaped pair of surrogates."""

_NUMBER_CHARACTERS = len("e+0")
"""After a number: with fewer in the buffer the number may go on, with its fraction or exponent."""


class JsonStream:
    """Reader of the elements of one document, or of several after each other."""

    def __init__(self, stream: BinaryIO, noun: str = "the document") -> None:
        self._stream = stream
        self._noun = noun
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._scan = json.JSONDecoder(strict=False).raw_decode
        self._text = ""
        self._at = 0
        self._before = 0
        """Characters that are no longer in the buffer."""
        self._ended = False
        self._absent: str | None = None

    def elements(self, path: Sequence[str]) -> Iterator[bytes]:
        """Yield the text of each element at a path; arrays on the way and there are walked into.

        Raises `BadRequest` where the input is not JSON, or has nothing at the path.
        """
        found = False
        while self._peek():
            for element in self._elements(path):
                found = True
                yield element
        if not found and self._absent is not None:
            raise BadRequest(self._absent)

    def _elements(self, path: Sequence[str]) -> Iterator[bytes]:
        match self._peek():
            case "[":
                yield from self._items(path)
            case "{" if path:
                yield from self._members(path)
            case _:
                value = self._value()
                if not path:
                    yield value.encode()

    def _items(self, path: Sequence[str]) -> Iterator[bytes]:
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield from self._elements(path)
            if self._punctuation(",]") == "]":
                return

    def _members(self, path: Sequence[str]) -> Iterator[bytes]:
        self._at += 1
        names: list[str] = []
        if self._peek() == "}":
            self._at += 1
        else:
            while True:
                if self._peek() != '"':
                    raise self._malformed("Expecting a member name", self._at)
                names.append(json.loads(self._value()))
                self._punctuation(":")
                if names[-1] == path[0]:
                    yield from self._elements(path[1:])
                else:
                    self._value()
                if self._punctuation(",}") == "}":
                    break
        if path[0] not in names and self._absent is None:
            self._absent = f"{self._noun}: {unknown('member', path[0], names)}"

    def _peek(self) -> str:
        """Return the next character that is not blank, or nothing at the end."""
        while True:
            match = _BLANKS.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _punctuation(self, expected: str) -> str:
        character = self._peek()
        if not character or character not in expected:
            raise self._malformed(f"Expecting {' or '.join(map(repr, expected))}", self._at)
        self._at += 1
        return character

    def _value(self) -> str:
        """Return the text of the value that begins here."""
        self._peek()
        while True:
            try:
                _, end = self._scan(self._text, self._at)
                if end + _NUMBER_CHARACTERS <= len(self._text) or self._ended:
                    break
            except RecursionError:
                raise BadRequest(f"{self._noun} is nested too deeply") from None
            except json.JSONDecodeError as error:
                cut = error.pos + _TOKEN_CHARACTERS >= len(self._text)
                if self._ended or not (cut or error.msg.startswith("Unterminated string")):
                    raise self._malformed(error.msg, error.pos) from None
            self._double()
        value = self._text[self._at : end]
        self._at = end
        return value

    def _double(self) -> None:
        """Read on until twice as much is there, so that a long value is not scanned too often."""
        wanted = 2 * (len(self._text) - self._at)
        while self._more() and len(self._text) < wanted:
            pass

    def _more(self) -> bool:
        if self._ended:
            return False
        data = self._stream.read(_CHUNK_BYTES)
        self._ended = not data
        try:
            text = self._decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            raise BadRequest(f"{self._noun} is not UTF-8: {error.reason}") from None
        self._before += self._at
        self._text = self._text[self._at :] + text
        self._at = 0
        return not self._ended

    def _malformed(self, reason: str, position: int) -> BadRequest:
        return BadRequest(
            f"{self._noun} is not JSON: {reason} at character {self._before + position + 1}"
        )
