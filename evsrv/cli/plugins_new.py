"""`evsrv plugins new`."""

import keyword
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from evsrv import __version__
from evsrv.cli.help import Command, examples
from evsrv.cli.plugin_skeleton import PluginSkeleton
from evsrv.config import Settings
from evsrv.core.datasets import DATASETS
from evsrv.language import plugin_sources
from evsrv.plugin.vocabulary import collect

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@click.command(
    "new",
    short_help="Write a new plugin with a test.",
    cls=Command,
    epilog=examples(
        "plugins new sounds_like", "plugins new sounds_like --file --directory plugins.d"
    ),
)
@click.argument("name")
@click.option("--file", "as_file", is_flag=True, help="One file for a folder of plugins.")
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write [default: the working directory].",
)
def new(name: str, as_file: bool, directory: Path) -> None:
    """Write a new plugin NAME with one operator and its test, and say how to go on.

    It is a package in the new folder evsrv-NAME, or with --file a single file.
    """
    skeleton = PluginSkeleton(_checked(name), __version__)
    if as_file:
        _write(directory, skeleton.folder_files())
        test = directory / "tests" / f"test_{name}.py"
        _say_next(
            f"python -m pytest {_quoted(test)}",
            f"evsrv plugins --plugins-dir {_quoted(directory)}",
            f"evsrv serve --plugins-dir {_quoted(directory)}",
        )
        return
    home = directory / f"evsrv-{skeleton.project}"
    if home.exists():
        raise click.ClickException(f"{home} exists; choose another name or --directory")
    _write(home, skeleton.package_files())
    _say_next(
        f"cd {_quoted(home)}",
        "python -m pip install -e '.[test]'",
        "python -m pytest",
        "evsrv plugins",
    )


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise click.BadParameter(
            f"{name!r} is not a name of lower-case words joined with _, as sounds_like",
            param_hint="NAME",
        )
    sources = plugin_sources(Settings())
    if name in {source.name for source in sources}:
        raise click.BadParameter(f"a plugin {name!r} exists already", param_hint="NAME")
    # Those of other plugins may fail to load, which is no reason to refuse a new one.
    own = {one.name: one.load() for one in sources if one.kind in ("builtin", "bundled")}
    fields = {field for dataset in DATASETS.values() for field in dataset.fields}
    operator = PluginSkeleton(name, __version__).operator
    if operator in collect(own).operators.keys() | fields:
        raise click.BadParameter(
            f"the plugin would add the operator {operator!r}, a name that is taken",
            param_hint="NAME",
        )
    return name


def _write(home: Path, files: Mapping[str, str]) -> None:
    paths = {home / path: text for path, text in files.items()}
    for path in paths:
        if path.exists():
            raise click.ClickException(f"{path} exists; choose another name or --directory")
    try:
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            click.echo(path)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written: {error.strerror}; choose another --directory"
        ) from error


def _say_next(*commands: str) -> None:
    click.echo("\nNext:", err=True)
    for line in commands:
        click.echo(f"  {line}", err=True)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
