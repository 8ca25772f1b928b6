"""A plugin with terms of each kind, and the document of a server with plugins."""

from collections.abc import Iterator
from typing import Any

from evsrv.config import Settings
from evsrv.openapi import describe_api
from evsrv.plugin import (
    Aggregate,
    DerivedField,
    FixedLength,
    Format,
    Function,
    Kind,
    Operator,
    Route,
    TimeUnit,
    bind,
    hookimpl,
    sql,
)
from evsrv.plugin.vocabulary import collect


class Extra:
    """A plugin with one term of each kind."""

    @hookimpl
    def evsrv_formats(self) -> Iterator[Any]:
        yield Format(
            name="lines",
            content_type="text/plain",
            extension="txt",
            summary="a row a line",
            writer=lambda _: lambda rows: b"".join(b"%r\n" % (row,) for row in rows),
        )

    @hookimpl
    def evsrv_filter_operators(self) -> list[Any]:
        tree = {
            "$ref": "#/$defs/node",
            "$defs": {"node": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
        }
        return [
            Operator(
                name="soundsLike",
                summary="sounds like | this",
                operands={
                    Kind.TEXT: {"type": "string", "minLength": 2},
                    Kind.TIME: {"type": "string", "format": "timestamp"},
                    Kind.PATH: tree,
                },
                render=lambda value, operand: sql("{} = {}", value.plain, bind(operand)),
            )
        ]

    @hookimpl
    def evsrv_aggregates(self) -> list[Any]:
        return [
            Aggregate(
                name="longest",
                summary="the longest text",
                takes=Kind.TEXT,
                render=lambda value: sql("max({})", value.text),
            )
        ]

    @hookimpl
    def evsrv_time_units(self) -> list[Any]:
        return [
            TimeUnit(name="shift", summary="eight hours", fixed_length=FixedLength(8 * 3_600_000))
        ]

    @hookimpl
    def evsrv_functions(self) -> list[Any]:
        return [
            Function(
                name=name, summary=name, takes=takes, gives=gives, render=lambda value: value.text
            )
            for name, takes, gives in (
                ("hourIn", Kind.TIME, Kind.NUMBER),
                ("folded", Kind.TEXT | Kind.PATH, Kind.TEXT),
                ("size", Kind.TEXT | Kind.PATH, Kind.NUMBER),
            )
        ]

    @hookimpl
    def evsrv_fields(self) -> list[Any]:
        return [
            DerivedField(
                name="person",
                kind=Kind.TEXT,
                summary="somebody",
                render=lambda row: row.value("userProperties").at("id").text,
            )
        ]

    @hookimpl
    def evsrv_routes(self) -> Iterator[Any]:
        async def answer(_request: Any) -> dict[str, Any]:
            return {}

        yield Route("GET", "/parts/{id}", answer, "answers")
        yield Route("PUT", "/parts/{id}", answer, "answers", open=True)


def described(*plugins: object, **settings: Any) -> Any:
    vocabulary = collect({f"plugin{number}": plugin for number, plugin in enumerate(plugins)})
    return describe_api(vocabulary, Settings(**settings))
