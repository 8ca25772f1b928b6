"""The options of `evsrv keys create` that are parsed."""

import re

import click

from evsrv.core.origins import WEB_ORIGIN
from evsrv.core.timestamps import DAY_MS, now, parse_timestamp

_DAYS = re.compile(r"([0-9]{1,5})d")


def _expiry(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Parse an expiry, as a timestamp or in days from now, to epoch milliseconds."""
    if value is None:
        return None
    if days := _DAYS.fullmatch(value):
        expires_at: float | None = now() + int(days[1]) * DAY_MS
    else:
        expires_at = parse_timestamp(value)
    if expires_at is None:
        raise click.BadParameter("must be a date (2027-01-31), a timestamp, or days (90d)")
    if expires_at <= now():
        raise click.BadParameter("must be in the future, as 90d")
    return int(expires_at)


def _origins(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(WEB_ORIGIN, value):
            raise click.BadParameter(
                f"{value!r} is not an origin such as https://shop.example: no path, no capitals"
            )
    return values


expires = click.option(
    "--expires",
    "expires_at",
    metavar="WHEN",
    callback=_expiry,
    help="A date (2027-01-31), a timestamp, or days from now (90d). Without it: never.",
)
origins = click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=_origins,
    help="A web origin whose pages may use a web key; can be repeated. Without it: all.",
)
