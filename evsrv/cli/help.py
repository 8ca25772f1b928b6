"""The help of commands: grouped commands, sections of options, and examples."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import click

from evsrv.cli.json_argument import QUOTING
from evsrv.core.errors import clip, nearest

PLUGIN_GROUP = "Plugins"
"""The group of the commands that no other group names."""
GROUPS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "Run": ("init", "serve", "seed"),
        "Send and ask": ("query", "tail", "import", "export"),
        "Keys": ("keys",),
        "Data": ("info", "delete", "prune", "promote"),
        "Files": ("backup", "restore", "copy", "check"),
        PLUGIN_GROUP: ("plugins",),
    }
)
"""The commands by group, in the order of the help. A command that is not there is left away."""

_OPTIONS = MappingProxyType(
    {
        "Database options": (
            ("db", "url", "organization", "project", "integration", "dataset", "datasets")
        ),
        "Settings options": ("config", "plugins_dir"),
    }
)
"""The parameters of sections below the command's own options."""


def examples(*lines: str) -> str:
    """Return an epilog that shows command lines, with `evsrv` before each."""
    return "\n".join(["\b", "Examples:", *(f"  evsrv {line}" for line in lines)])


def in_groups(names: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the groups that have one of these commands, and the commands of each."""
    named = {name for group in GROUPS.values() for name in group}
    for title, group in GROUPS.items():
        others = [name for name in names if name not in named] if title == PLUGIN_GROUP else []
        if members := [name for name in group if name in names] + others:
            yield title, members


class Command(click.Command):
    """A command whose help shows its own options first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; say how JSON is quoted if the shell has split it."""
        has_json = any(word.startswith("{") for word in args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if has_json and error.message.startswith("Got unexpected extra"):
                raise click.UsageError(f"{error.message}; {QUOTING}", ctx) from error
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in sections."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        sections |= {title: [] for title in _OPTIONS}
        for parameter in self.get_params(ctx):
            is_option = isinstance(parameter, click.Option)
            if is_option and (record := parameter.get_help_record(ctx)):
                title = next((t for t, names in _OPTIONS.items() if parameter.name in names), None)
                sections[title or "Options"].append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Group(click.Group):
    """A group of such commands, which names the nearest one if a command is misspelt."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names, and the arguments after it."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = nearest(name, self.list_commands(ctx))
            hint = f"did you mean {near[0]!r}?" if near else f"{ctx.command_path} --help lists all"
            ctx.fail("\n".join((f"unknown command {clip(name)}; {hint}", *self.failures(ctx))))
        return super().resolve_command(ctx, args)

    def failures(self, ctx: click.Context) -> Sequence[str]:  # noqa: ARG002 - for subclasses
        """Return why commands may be missing, a sentence for each reason."""
        return ()
