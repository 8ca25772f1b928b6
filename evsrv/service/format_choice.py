"""The choice of an answer's format: by URL parameters, else the one that the client accepts."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import field, frozen

from evsrv.core.errors import Issue, Unprocessable, unknown
from evsrv.plugin.vocabulary import Vocabulary
from evsrv.service.file_formats import BODIES, EXPORT_FORMATS, SPREADSHEET, FileFormat
from evsrv.service.plugin_formats import file_format

JSON = "json"
"""The format of a page unless another one is wanted."""

_FORMAT = "format"
_SPREADSHEET = "spreadsheet"
_AS = "as"
PAGE_OPTIONS: Mapping[str, Sequence[str] | None] = MappingProxyType({_FORMAT: None})
"""The URL parameters of a page that choose its format; a name is checked here."""
EXPORT_OPTIONS: Mapping[str, Sequence[str] | None] = MappingProxyType(
    {_AS: ("events",), _SPREADSHEET: ("true", "false"), _FORMAT: None}
)
"""The URL parameters of an export that choose its format, and their values."""


@frozen
class FormatChoice:
    """The formats of a server."""

    of_plugins: Mapping[str, FileFormat] = MappingProxyType({})
    """By name. A page of a query may have them instead of JSON."""
    exports: Mapping[str, FileFormat] = field(init=False)
    """The formats of exports by name; CSV is the first one."""

    @exports.default
    def _all(self) -> Mapping[str, FileFormat]:
        return MappingProxyType({**EXPORT_FORMATS, **self.of_plugins})

    @classmethod
    def from_vocabulary(cls, vocabulary: Vocabulary) -> "FormatChoice":
        """Return the formats of a vocabulary."""
        return cls(
            MappingProxyType(
                {
                    name: file_format(form, vocabulary.format_origins[form])
                    for name, form in vocabulary.formats.items()
                }
            )
        )

    def of_page(
        self, options: Mapping[str, str], preferred: FileFormat | None
    ) -> FileFormat | None:
        """Return the format of a page that `PAGE_OPTIONS` choose, else the preferred one.

        None is JSON. Raises `Unprocessable` for an unknown name.
        """
        name = options.get(_FORMAT)
        if name is None:
            return preferred
        return None if name == JSON else self.named_page(name)

    def named_page(self, name: str) -> FileFormat:
        """Return the format of a page that has this name. Raises `Unprocessable`."""
        if name not in self.of_plugins:
            hint = "; exports have it" if name in EXPORT_FORMATS else ""
            raise _unknown(name, (JSON, *self.of_plugins), hint)
        return self.of_plugins[name]

    def of_export(self, options: Mapping[str, str], preferred: FileFormat) -> FileFormat:
        """Return the format that `EXPORT_OPTIONS` choose, else the preferred one.

        Raises `Unprocessable` for an unknown name, and if they choose two.
        """
        given = [name for name in EXPORT_OPTIONS if options.get(name, "false") != "false"]
        if len(given) > 1:
            message = f"{given[0]} and {given[1]} are two formats; leave one away"
            raise Unprocessable.of([Issue("", message)])
        if _AS in given:
            return BODIES
        if _SPREADSHEET in given:
            return SPREADSHEET
        name = options.get(_FORMAT)
        if name is None:
            return preferred
        if name not in self.exports:
            raise _unknown(name, tuple(self.exports))
        return self.exports[name]


def _unknown(name: str, known: Sequence[str], hint: str = "") -> Unprocessable:
    return Unprocessable.of([Issue("", f"{unknown('format', name, known)}{hint}")])
