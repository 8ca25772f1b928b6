"""Settings from flags, environment variables and a file."""

import tomllib
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_type_hints

from attrs import Factory, field, fields_dict, frozen
from attrs.validators import deep_iterable, ge, gt, in_, le, matches_re, min_len, optional
from cattrs import Converter

from evsrv.core.datasets import EVENTS
from evsrv.core.dsn import Dsn, UnknownAddress
from evsrv.core.errors import clip, unknown
from evsrv.core.json_path import JsonPath, parse_json_path
from evsrv.core.kinds import Kind
from evsrv.core.origins import WEB_ORIGIN
from evsrv.core.plugin_tables import NO_TABLES, PluginTables
from evsrv.core.setting_types import NATIVE, TEXT, WrongType

DEFAULT_FILE = Path("evsrv.toml")
PREFIX = "EVSRV_"
FILE_VARIABLE = "EVSRV_CONFIG"
KEY_VARIABLE = "EVSRV_KEY"
"""The key with which commands ask a running server; it is no setting."""
_OTHER_VARIABLES = (FILE_VARIABLE, KEY_VARIABLE)
MAX_SET_PATHS = 50
"""Of the settings `user`, of which one expression reads all, and `columnar_paths`."""
UNIX_SOCKETS = "unix"
"""Stands for all unix sockets among the networks of `trusted_proxies`."""


class ConfigError(Exception):
    """A setting is invalid; the message is one sentence that names its source."""


_EVENT_BYTES = 256_000
_SEARCH_QUERY_CHARACTERS = 10_000


def _search_query_limit(max_event_bytes: int) -> int:
    """Return the default limit of searchQuery, which a higher limit of events raises."""
    share = _SEARCH_QUERY_CHARACTERS * max_event_bytes // _EVENT_BYTES
    return max(_SEARCH_QUERY_CHARACTERS, share)


def _networks(_settings: object, _setting: object, value: tuple[str, ...]) -> None:
    for entry in value:
        try:
            if entry != UNIX_SOCKETS:
                ip_network(entry)
        except ValueError:
            raise WrongType(
                f"a list of networks such as 10.0.0.0/8 or '{UNIX_SOCKETS}' ({clip(entry)} is"
                " neither)"
            ) from None


def _parse_path(text: str) -> JsonPath:
    return parse_json_path(text, EVENTS.names_of(Kind.DOCUMENT))


def _at_least_one(_settings: object, _setting: object, value: tuple[str, ...]) -> None:
    if not value:
        raise WrongType("a list of at least one path")


def _json_paths(_settings: object, _setting: object, value: tuple[str, ...]) -> None:
    if len(value) > MAX_SET_PATHS:
        raise WrongType(f"a list of at most {MAX_SET_PATHS} paths")
    for text in value:
        try:
            _parse_path(text)
        except ValueError as error:
            raise WrongType(f"a list of paths as userProperties.userId ({error})") from None


@frozen(kw_only=True)
class Settings:
    """All settings with their defaults; relative paths start at the working directory."""

    db: Path | Dsn = Path("evsrv.db")
    """The database file, or the connection string of a PostgreSQL database."""
    host: str = field(default="127.0.0.1", validator=min_len(1))
    """Address to listen on."""
    port: int = field(default=8080, validator=[ge(0), le(65_535)])
    """Port to listen on; 0 takes any free port."""
    uds: Path | None = None
    """Path of a unix socket to listen on, instead of host and port."""
    plugins_dir: Path | None = None
    """A directory of further plugins."""
    disabled_plugins: tuple[str, ...] = ()
    """Names of plugins that are not loaded."""
    plugins: PluginTables = NO_TABLES
    """The tables `[plugins.NAME]` of the file; each plugin checks its own."""
    page_size: int = field(default=1000, validator=ge(1))
    """Rows of an answer if the request has no limit."""
    max_page_size: int = field(default=10_000, validator=[ge(1), le(1_000_000)])
    """The highest limit that a request may have."""
    max_body_bytes: int = field(default=2_000_000, validator=ge(1))
    """Size of the body of a request."""
    query_timeout: float = field(default=10.0, validator=[gt(0), le(3600)])
    """Seconds that a query may take."""
    cors_origins: tuple[str, ...] = field(
        default=("*",),
        validator=deep_iterable(matches_re(rf"\*|null|{WEB_ORIGIN}")),
    )
    """Web origins whose pages may send events; `*` stands for all."""
    readers: int = field(default=4, validator=[ge(1), le(64)])
    """Queries that can run at once."""
    cache_bytes: int = field(default=16_000_000, validator=ge(0))
    """Memory for cached answers of grouped queries; 0 switches the cache off."""
    columnar: str = field(default="auto", validator=in_(("auto", "on", "off")))
    """Whether a copy in DuckDB answers grouped queries: `on`, `off`, or `auto`: if installed."""
    columnar_dir: Path | None = None
    """The directory of the copies; by default one beside the database, named after it."""
    columnar_memory: int = field(default=500_000_000, validator=ge(100_000_000))
    """Bytes of memory that DuckDB may take for the copy of one organization and dataset."""
    columnar_paths: tuple[str, ...] = field(default=(), validator=_json_paths)
    """Paths whose values a copy has from the start, before a query asks for them."""
    max_wal_bytes: int = field(default=64_000_000, validator=ge(0))
    """Size of the write-ahead log from which reads wait until it restarts; 0 is no limit."""
    retention_days: int | None = field(default=None, validator=optional([ge(1), le(36_500)]))
    """Days that events are kept, by their createdAt; without it forever."""
    max_event_bytes: int = field(default=_EVENT_BYTES, validator=ge(1))
    """Size of an event as canonical JSON."""
    max_event_members: int = field(default=1_000, validator=ge(1))
    """Members at the top of each JSON field of an event."""
    max_text_characters: int = field(default=1_000, validator=ge(1))
    """Characters in each text field of an event, except searchQuery, and in ids and names."""
    max_search_query_characters: int = field(
        default=Factory(lambda self: _search_query_limit(self.max_event_bytes), takes_self=True),
        validator=ge(1),
    )
    """Characters in the searchQuery of an event."""
    max_conversation_bytes: int = field(default=512_000, validator=ge(1))
    """Size of a conversation that a web key logs, as canonical JSON."""
    max_conversation_messages: int = field(default=2_000, validator=ge(1))
    """Messages of a conversation that a web key logs."""
    max_future: float = field(default=86_400.0, validator=[ge(0), le(31_536_000)])
    """Seconds that a time that is sent may be ahead of the clock; 0 is no limit."""
    event_conversations: str = field(default="id", validator=in_(("id", "whole")))
    """What is stored of `properties.conversation`: its `id`, or the `whole` of it."""
    anonymous_visitors: bool = False
    """Whether an event of a web key that has no user gets an id that lasts for a day."""
    user: tuple[str, ...] = field(
        default=("userProperties.userId", "userProperties.id"),
        validator=[_at_least_one, _json_paths],
    )
    """Paths at which the id of a person stands; the first that has a value counts."""
    max_db_bytes: int | None = field(default=None, validator=optional(ge(1)))
    """Size of the database from which on events are refused; without it no limit."""
    rate_limit: int = field(default=0, validator=ge(0))
    """Requests a minute that each key, or each address with a web key, may send; 0: no limit."""
    rate_burst: int | None = field(default=None, validator=optional(ge(1)))
    """Requests that each of these may send at once; by default a minute's worth."""
    trusted_proxies: tuple[str, ...] = field(default=(), validator=_networks)
    """Networks of proxies whose X-Forwarded-For is believed; `unix` stands for unix sockets."""
    body_timeout: float = field(default=30.0, validator=[gt(0), le(3600)])
    """Seconds that the body of a request may take to arrive."""
    send_timeout: float = field(default=30.0, validator=[gt(0), le(3600)])
    """Seconds for which a client may take no byte of its response."""
    drain_delay: float = field(default=0.0, validator=[ge(0), le(3600)])
    """Seconds for which a stopping server takes new requests."""
    shutdown_timeout: float = field(default=8.0, validator=[gt(0), le(3600)])
    """Seconds after which a stopping server cancels its requests; the delay counts."""
    log_format: str = field(default="auto", validator=in_(("auto", "json", "text")))
    """`json`, `text`, or `auto`: text on a terminal, else JSON."""
    log_level: str = field(default="info", validator=in_(("debug", "info", "warning", "error")))
    """`debug`, `info`, `warning` or `error`: the least severe messages that are logged."""

    @property
    def file(self) -> Path:
        """The database file. Raises `ConfigError` if the database is not a file."""
        if isinstance(self.db, Dsn):
            raise ConfigError(
                f"{self.db} is a PostgreSQL database, and this command works on a database file;"
                " docs/postgresql.md says what to use instead"
            )
        return self.db

    @property
    def user_paths(self) -> tuple[JsonPath, ...]:
        """The paths of `user`."""
        return tuple(map(_parse_path, self.user))

    @property
    def copied_paths(self) -> tuple[JsonPath, ...]:
        """The paths of `columnar_paths`."""
        return tuple(map(_parse_path, self.columnar_paths))


def load_settings(
    flags: Mapping[str, object], environ: Mapping[str, str], file: Path | None
) -> Settings:
    """Return the settings: a flag wins over an `EVSRV_*` variable, a variable over the file.

    `flags` is by setting, None for a flag that is not given. `file` is the path of a flag, if any;
    else `EVSRV_CONFIG` names the file; else it is `evsrv.toml`, if that exists.
    Raises `ConfigError`.
    """
    values: dict[str, Any] = {}
    values.update(_from_file(file, environ.get(FILE_VARIABLE)))
    values.update(_from_environment(environ))
    values.update(
        (name, _convert(f"--{name.replace('_', '-')}", name, value, NATIVE))
        for name, value in flags.items()
        if value is not None
    )
    settings = Settings(**values)
    if settings.page_size > settings.max_page_size:
        raise ConfigError(
            f"page_size ({settings.page_size}) must not be above "
            f"max_page_size ({settings.max_page_size})"
        )
    return settings


def _from_file(flag: Path | None, variable: str | None) -> Iterator[tuple[str, Any]]:
    file = flag or (Path(variable) if variable else None)
    if file is None:
        if not DEFAULT_FILE.exists():
            return
        file = DEFAULT_FILE
    try:
        document = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be read: {error.strerror}; name the settings file with --config or"
            f" {FILE_VARIABLE}"
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"{file} is not TOML: {error}; a setting is a line such as port = 8080"
        ) from error
    if _TABLES in document:
        try:
            yield _TABLES, PluginTables.read(file, document.pop(_TABLES))
        except ValueError as error:
            raise ConfigError(f"{file}: {error}") from error
    for name, value in document.items():
        if name not in _SETTINGS:
            known = (*_SETTINGS, _TABLES)
            raise ConfigError(f"{file}: {unknown('setting', name, known)}")
        yield name, _convert(f"{file}: {name}", name, value, NATIVE)


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    names = {f"{PREFIX}{name.upper()}": name for name in _SETTINGS}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in _OTHER_VARIABLES:
            continue
        if variable not in names:
            known = (*names, *_OTHER_VARIABLES)
            raise ConfigError(unknown("environment variable", variable, known))
        yield names[variable], _convert(variable, names[variable], text, TEXT)


def _convert(source: str, name: str, value: object, converter: Converter) -> object:
    setting = _SETTINGS[name]
    try:
        structured = converter.structure(value, _TYPES[name])
        if setting.validator is not None:
            setting.validator(None, setting, structured)
    except UnknownAddress as error:
        raise ConfigError(f"{source}: {error}") from None
    except WrongType as error:
        raise ConfigError(f"{source} must be {error}, not {clip(value)}") from error
    except ValueError as error:
        raise ConfigError(f"{source} is out of range: {error.args[0]}") from error
    return structured


_TABLES = "plugins"
_SETTINGS = {name: setting for name, setting in fields_dict(Settings).items() if name != _TABLES}
"""Those that may stand in each of the sources."""
_TYPES = get_type_hints(Settings)
