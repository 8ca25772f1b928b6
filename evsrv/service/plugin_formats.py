"""The output formats of plugins as file formats; a failure names the plugin."""

from collections.abc import Sequence

import orjson
from attrs import frozen

from evsrv.plugin.failures import name_failures, refuse_flawed_results
from evsrv.plugin.output_format import End, Format, Write, find_flaw_of_bytes
from evsrv.service.answer import Row
from evsrv.service.file_formats import FileFormat, RowWriter


def file_format(form: Format, plugin: str) -> FileFormat:
    """Return a plugin's output format as a format of files."""
    return FileFormat(
        name=form.name,
        media_type=form.content_type,
        extension=form.extension,
        writer=_WriterMaker(form, plugin),
        is_text=form.content_type.startswith("text/"),
    )


@frozen
class _WriterMaker:
    _form: Format
    _plugin: str

    def __call__(self, header: Sequence[str]) -> RowWriter:
        found = self._form.writer(tuple(header))
        write, end = found if isinstance(found, tuple) else (found, None)
        checked = self._checked_write(write)

        def write_rows(rows: Sequence[Row]) -> bytes:
            # The encoder's rows may hold ready JSON, which a plugin could not read.
            plain = orjson.loads(orjson.dumps(rows))
            return checked([[row.get(name) for name in header] for row in plain])

        return RowWriter(write_rows, None if end is None else self._checked_end(end))

    def _checked_write(self, write: Write) -> Write:
        named = name_failures(self._plugin, f"write of {self._part}", write)
        return refuse_flawed_results(
            self._plugin, f"write of {self._part}", named, find_flaw_of_bytes
        )

    def _checked_end(self, end: End) -> End:
        named = name_failures(self._plugin, f"end of {self._part}", end)
        checked = refuse_flawed_results(
            self._plugin, f"end of {self._part}", lambda _: named(), find_flaw_of_bytes
        )
        return lambda: checked(None)

    @property
    def _part(self) -> str:
        return f"{self._form.noun} {self._form.name!r}"
