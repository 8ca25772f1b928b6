"""`evsrv import`."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from evsrv.cli import options
from evsrv.cli.bulk_datasets import BULKS, Bulk, BulkEvents
from evsrv.cli.help import Command, examples
from evsrv.cli.import_run import ImportRun
from evsrv.cli.mapping_options import mapping_of, mapping_options
from evsrv.cli.places import place_of_import
from evsrv.cli.postgresql import require_file_database
from evsrv.config import Settings, load_settings
from evsrv.core.datasets import EVENTS, Dataset
from evsrv.core.timestamps import now
from evsrv.ingest.mapping import BUNDLED, EventMapping, as_toml
from evsrv.language import load_vocabulary


@click.command(
    "import",
    cls=Command,
    short_help="Store events of JSON, CSV or other files.",
    epilog=examples(
        "import --organization acme events.ndjson",
        "import --organization acme --type action --time when log.csv",
        "import --organization acme --dataset feedback feedback.ndjson.gz",
    ),
)
@options.db
@options.config
@options.plugins_dir
@options.known_organization
@click.option(
    "--project",
    callback=options.name,
    help="Without it: the project that each line names, else the only one of the database.",
)
@click.option(
    "--integration",
    callback=options.name,
    help="Without it: the integration that each line names.",
)
@options.dataset
@click.option(
    "--mapping",
    "mapping_file",
    metavar="FILE.toml",
    help=f"File of the mapping's options, or the bundled mapping {' or '.join(BUNDLED)}.",
)
@mapping_options
@click.option("--print-mapping", is_flag=True, help="Print the mapping as TOML, and do no more.")
@click.option(
    "--dry-run", is_flag=True, help="Store nothing; show the first event and all kinds of refusals."
)
@click.argument("files", metavar="FILE...", nargs=-1, type=click.File("rb"))
def command(
    db: Path | None,
    config: Path | None,
    plugins_dir: Path | None,
    organization: str | None,
    project: str | None,
    integration: str | None,
    dataset: Dataset,
    mapping_file: str | None,
    print_mapping: bool,
    dry_run: bool,
    files: tuple[BinaryIO, ...],
    **mapping_values: Any,
) -> None:
    """Store the records of each FILE (- is standard input), packed with gzip or not.

    A record is a line of NDJSON, an element of a JSON array, or a row of CSV or TSV.

    Without a mapping, a record is a JSON object as POST /events takes it, or with --dataset POST
    /conversations or POST /feedback. Conversations and feedback may have the member loggedWith (api
    or web): the kind of key that they were logged with. Export writes such lines; the rows of an
    NDJSON export over HTTP are taken too.

    With a mapping, a record may have any members. The options name those that the event needs: its
    --type, its --time and so on. All other members go under properties. A MEMBER is a name, a path
    of names joined by dots, or a JSON Pointer.

    Plugins that change or refuse events at the door see these too.

    Bad records are reported and skipped; the exit status is then 1. An event whose id is stored
    already is a duplicate, which is no error; a conversation or feedback is updated, and a
    duplicate if nothing changes. The database file is made where it is missing.
    """
    mapping = mapping_of(mapping_file, mapping_values)
    if print_mapping:
        click.echo(as_toml(mapping or EventMapping()), nl=False)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILE...'.")
    settings = load_settings({"db": db, "plugins_dir": plugins_dir}, os.environ, config)
    bulk = _bulk(dataset, settings)
    if mapping is not None and not bulk.takes_mapping:
        raise click.UsageError(f"a mapping makes events, and cannot be used for {dataset.name}")
    path = require_file_database(settings, "import into a file, and copy it with evsrv copy")
    place = place_of_import(path, organization, project)
    read = partial(
        bulk.read,
        organization_id=place.organization_id,
        project_id=project,
        integration_id=integration,
        now=now(),
    )
    if project is None and place.project_id is not None:
        read = partial(_read_in_project, read, place.project_id)
    run = ImportRun(files, mapping, path, bulk, read)
    all_good = run.rehearse() if dry_run else run.store()
    if run.interrupted:
        raise click.exceptions.Exit(130)
    if not all_good:
        raise click.exceptions.Exit(1)


def _bulk(dataset: Dataset, settings: Settings) -> Bulk:
    """Return the bulk of a dataset; plugins see its events as those that a server takes."""
    if dataset is not EVENTS:
        return BULKS[dataset]()
    return BulkEvents(load_vocabulary(settings).event_hooks)


def _read_in_project(
    read: Callable[[Mapping[str, Any]], Any], project: str, document: Mapping[str, Any]
) -> Any:
    """Read a document as one of a project, unless it says which."""
    return read({"projectId": project, **document})
