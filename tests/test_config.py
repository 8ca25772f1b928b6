from pathlib import Path
from typing import Any

import pytest

from evsrv.config import ConfigError, Settings, load_settings


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "evsrv.toml") -> Any:
    Path(name).write_text(text, "utf-8")
    return Path(name)


def config_error(flags: Any = (), environ: Any = (), file: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(dict(flags), dict(environ), file)
    return str(caught.value)


def test_settings_without_input_are_defaults() -> None:
    assert load_settings({"db": None, "port": None}, {"HOME": "/"}, None) == Settings()


def test_flag_overrides_variable_and_variable_overrides_file() -> None:
    write('port = 1\nhost = "file"\ndb = "file.db"\nreaders = 2')
    environ = {"EVSRV_PORT": "2", "EVSRV_HOST": "variable"}
    settings = load_settings({"port": 3, "host": None, "db": None}, environ, None)
    assert settings == Settings(port=3, host="variable", db=Path("file.db"), readers=2)


EVERY = Settings(
    db=Path("a.db"),
    host="::1",
    port=0,
    uds=Path("run/evsrv.sock"),
    plugins_dir=Path("mine"),
    disabled_plugins=("percentiles", "text_match"),
    page_size=10,
    max_page_size=20,
    max_body_bytes=30,
    query_timeout=2.5,
    cors_origins=("https://a.example",),
    readers=1,
    max_event_bytes=40,
    max_event_members=50,
    max_text_characters=60,
    max_search_query_characters=70,
    max_future=80.5,
    event_conversations="whole",
    anonymous_visitors=True,
    user=("properties.author",),
    max_db_bytes=90,
    rate_limit=600,
    rate_burst=60,
    trusted_proxies=("10.0.0.0/8", "::1", "unix"),
    body_timeout=5.0,
    send_timeout=6.0,
    columnar="off",
    columnar_dir=Path("copies"),
    columnar_memory=200_000_000,
    columnar_paths=("properties.plan", "userProperties.id"),
    max_wal_bytes=4_000_000,
    drain_delay=0.5,
    shutdown_timeout=20.0,
    log_format="json",
    log_level="debug",
)


def test_every_setting_can_be_set_in_file() -> None:
    write(
        """
        db = "a.db"
        host = "::1"
        port = 0
        uds = "run/evsrv.sock"
        plugins_dir = "mine"
        disabled_plugins = ["percentiles", "text_match"]
        page_size = 10
        max_page_size = 20
        max_body_bytes = 30
        query_timeout = 2.5
        cors_origins = ["https://a.example"]
        readers = 1
        max_event_bytes = 40
        max_event_members = 50
        max_text_characters = 60
        max_search_query_characters = 70
        max_future = 80.5
        event_conversations = "whole"
        anonymous_visitors = true
        user = ["properties.author"]
        max_db_bytes = 90
        rate_limit = 600
        rate_burst = 60
        trusted_proxies = ["10.0.0.0/8", "::1", "unix"]
        body_timeout = 5
        send_timeout = 6
        columnar = "off"
        columnar_dir = "copies"
        columnar_memory = 200000000
        columnar_paths = ["properties.plan", "userProperties.id"]
        max_wal_bytes = 4000000
        drain_delay = 0.5
        shutdown_timeout = 20
        log_format = "json"
        log_level = "debug"
        """
    )
    assert load_settings({}, {}, None) == EVERY


def test_every_setting_can_be_set_by_variable() -> None:
    environ = {
        "EVSRV_DB": "a.db",
        "EVSRV_HOST": "::1",
        "EVSRV_PORT": "0",
        "EVSRV_UDS": "run/evsrv.sock",
        "EVSRV_PLUGINS_DIR": "mine",
        "EVSRV_DISABLED_PLUGINS": "percentiles, text_match,",
        "EVSRV_PAGE_SIZE": "10",
        "EVSRV_MAX_PAGE_SIZE": "20",
        "EVSRV_MAX_BODY_BYTES": "30",
        "EVSRV_QUERY_TIMEOUT": "2.5",
        "EVSRV_CORS_ORIGINS": "https://a.example",
        "EVSRV_READERS": "1",
        "EVSRV_COLUMNAR": "off",
        "EVSRV_COLUMNAR_DIR": "copies",
        "EVSRV_COLUMNAR_MEMORY": "200000000",
        "EVSRV_COLUMNAR_PATHS": "properties.plan, userProperties.id",
        "EVSRV_MAX_EVENT_BYTES": "40",
        "EVSRV_MAX_EVENT_MEMBERS": "50",
        "EVSRV_MAX_TEXT_CHARACTERS": "60",
        "EVSRV_MAX_SEARCH_QUERY_CHARACTERS": "70",
        "EVSRV_MAX_FUTURE": "80.5",
        "EVSRV_EVENT_CONVERSATIONS": "whole",
        "EVSRV_ANONYMOUS_VISITORS": "true",
        "EVSRV_USER": "properties.author",
        "EVSRV_MAX_DB_BYTES": "90",
        "EVSRV_TRUSTED_PROXIES": "10.0.0.0/8, ::1, unix",
        "EVSRV_RATE_LIMIT": "600",
        "EVSRV_RATE_BURST": "60",
        "EVSRV_BODY_TIMEOUT": "5",
        "EVSRV_SEND_TIMEOUT": "6",
        "EVSRV_MAX_WAL_BYTES": "4000000",
        "EVSRV_DRAIN_DELAY": "0.5",
        "EVSRV_SHUTDOWN_TIMEOUT": "20",
        "EVSRV_LOG_FORMAT": "json",
        "EVSRV_LOG_LEVEL": "debug",
    }
    assert load_settings({}, environ, None) == EVERY


def test_empty_disabled_plugins_variable_overrides_file() -> None:
    write('disabled_plugins = ["percentiles"]')
    assert load_settings({}, {"EVSRV_DISABLED_PLUGINS": ""}, None).disabled_plugins == ()


def test_query_timeout_accepts_whole_seconds() -> None:
    write("query_timeout = 3")
    assert load_settings({}, {}, None).query_timeout == 3


def test_settings_file_is_chosen_by_flag_then_variable_then_default() -> None:
    write("port = 1")
    variable, flag = write("port = 2", "variable.toml"), write("port = 3", "flag.toml")
    environ = {"EVSRV_CONFIG": str(variable)}
    assert load_settings({}, {}, None).port == 1
    assert load_settings({}, environ, None).port == 2
    assert load_settings({}, environ, flag).port == 3


@pytest.mark.parametrize(
    "named", [{"file": Path("no.toml")}, {"environ": {"EVSRV_CONFIG": "no.toml"}}]
)
def test_named_settings_file_must_exist(named: dict[str, Any]) -> None:
    assert config_error(**named) == (
        "no.toml cannot be read: No such file or directory; name the settings file with --config or"
        " EVSRV_CONFIG"
    )


@pytest.mark.parametrize("content", [b"port = ", b"host = '\xff'"])
def test_settings_file_that_is_not_toml_is_refused(content: bytes) -> None:
    Path("evsrv.toml").write_bytes(content)
    assert config_error().startswith("evsrv.toml is not TOML: ")


def test_byte_order_mark_before_settings_file_is_skipped() -> None:
    write("\ufeffport = 1")
    assert load_settings({}, {}, None).port == 1


def test_unknown_setting_in_file_is_refused_with_nearest_name() -> None:
    write("prot = 1", "my.toml")
    assert (
        config_error(file=Path("my.toml"))
        == "my.toml: unknown setting 'prot'; did you mean 'port'?"
    )


def test_table_in_settings_file_is_refused_as_unknown() -> None:
    write("[server]\nport = 1")
    assert config_error().startswith("evsrv.toml: unknown setting 'server'; expected one of ")


def test_unknown_variable_is_refused_with_nearest_name() -> None:
    message = config_error(environ={"EVSRV_PROT": "1"})
    assert message == "unknown environment variable 'EVSRV_PROT'; did you mean 'EVSRV_PORT'?"


def test_lowercase_variable_is_refused_as_unknown() -> None:
    assert "'EVSRV_port'" in config_error(environ={"EVSRV_port": "1"})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('port = "80"', "port must be a whole number, not '80'"),
        ("port = 80.0", "port must be a whole number, not 80.0"),
        ("port = true", "port must be a whole number, not True"),
        ("query_timeout = true", "query_timeout must be a number, not True"),
        ("host = 1", "host must be text, not 1"),
        ("db = 1", "db must be a path, not 1"),
        ('db = ""', "db must be a path, not ''"),
        ("plugins_dir = []", "plugins_dir must be a path, not []"),
        ('disabled_plugins = "a"', "disabled_plugins must be a list of names, not 'a'"),
        ("disabled_plugins = [1]", "disabled_plugins must be a list of names, not [1]"),
        ("anonymous_visitors = 1", "anonymous_visitors must be true or false, not 1"),
        ("anonymous_visitors = 'true'", "anonymous_visitors must be true or false, not 'true'"),
        ("anonymous_visitors = []", "anonymous_visitors must be true or false, not []"),
        (
            f"user = {['properties.a'] * 51}",
            "user must be a list of at most 50 paths, not"
            " ['properties.a', 'properties.a', 'properties.a', 'properties...",
        ),
        (
            f"columnar_paths = {['properties.a'] * 51}",
            "columnar_paths must be a list of at most 50 paths, not"
            " ['properties.a', 'properties.a', 'properties.a', 'properties...",
        ),
        (
            "columnar_paths = ['plan']",
            "columnar_paths must be a list of paths as userProperties.userId (unknown JSON field"
            " 'plan'; expected one of properties, userProperties), not ['plan']",
        ),
        ("user = []", "user must be a list of at least one path, not []"),
        (
            "user = ['user_properties.id']",
            "user must be a list of paths as userProperties.userId (unknown JSON field"
            " 'user_properties'; did you mean 'userProperties'?), not ['user_properties.id']",
        ),
        (
            "user = ['properties']",
            "user must be a list of paths as userProperties.userId ('properties' is a whole field;"
            " name a path in it, as in properties.plan), not ['properties']",
        ),
    ],
)
def test_setting_of_wrong_type_in_file_is_refused(line: str, message: str) -> None:
    write(line)
    assert config_error() == f"evsrv.toml: {message}"


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"EVSRV_PORT": "http"}, "EVSRV_PORT must be a whole number, not 'http'"),
        ({"EVSRV_PORT": ""}, "EVSRV_PORT must be a whole number, not ''"),
        ({"EVSRV_QUERY_TIMEOUT": "10s"}, "EVSRV_QUERY_TIMEOUT must be a number, not '10s'"),
        ({"EVSRV_DB": ""}, "EVSRV_DB must be a path, not ''"),
        (
            {"EVSRV_ANONYMOUS_VISITORS": "yes"},
            "EVSRV_ANONYMOUS_VISITORS must be true or false, not 'yes'",
        ),
    ],
)
def test_variable_of_wrong_type_is_refused(environ: dict[str, Any], message: str) -> None:
    assert config_error(environ=environ) == message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", -1),
        ("port", 65_536),
        ("page_size", 0),
        ("max_page_size", 0),
        ("max_page_size", 1_000_001),
        ("max_body_bytes", 0),
        ("query_timeout", 0),
        ("query_timeout", 3601),
        ("query_timeout", float("nan")),
        ("readers", 0),
        ("readers", 65),
        ("rate_limit", -1),
        ("rate_burst", 0),
        ("body_timeout", 0),
        ("drain_delay", -1),
        ("shutdown_timeout", 0),
        ("host", ""),
        ("log_format", "xml"),
        ("log_level", "loud"),
    ],
)
def test_setting_out_of_range_is_refused_by_its_name(name: str, value: int | float | str) -> None:
    variable = f"EVSRV_{name.upper()}"
    flag = f"--{name.replace('_', '-')}"
    file = write(
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}", "my.toml"
    )
    assert config_error(flags={name: value}).startswith(f"{flag} is out of range: ")
    assert config_error(environ={variable: str(value)}).startswith(f"{variable} is out of range: ")
    assert config_error(file=file).startswith(f"my.toml: {name} is out of range: ")


def test_error_for_setting_out_of_range_tells_limit() -> None:
    assert config_error(flags={"port": 70_000}) == (
        "--port is out of range: 'port' must be <= 65535: 70000"
    )


def test_page_size_above_max_page_size_is_refused() -> None:
    message = config_error(environ={"EVSRV_MAX_PAGE_SIZE": "500"})
    assert message == "page_size (1000) must not be above max_page_size (500)"


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://a.example", "http://localhost:3000", "http://[::1]:80", "app+x://id"],
)
def test_cors_origin_in_browser_form_is_accepted(origin: str) -> None:
    assert load_settings({}, {"EVSRV_CORS_ORIGINS": origin}, None).cors_origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    ["a.example", "https://a.example/", "https://A.example", "https://*.a.example/x", "**"],
)
def test_cors_origin_not_in_browser_form_is_refused(origin: str) -> None:
    message = config_error(environ={"EVSRV_CORS_ORIGINS": f"https://b.example,{origin}"})
    assert message.startswith("EVSRV_CORS_ORIGINS is out of range: ")
    assert origin in message


@pytest.mark.parametrize("entry", ["proxy.example", "10.0.0.1/8", "Unix", "10.0.0.0/33"])
def test_trusted_proxy_that_is_not_a_network_is_refused(entry: str) -> None:
    assert config_error(environ={"EVSRV_TRUSTED_PROXIES": f"::1,{entry}"}) == (
        "EVSRV_TRUSTED_PROXIES must be a list of networks such as 10.0.0.0/8 or 'unix'"
        f" ({entry!r} is neither), not '::1,{entry}'"
    )


@pytest.mark.parametrize(
    ("event_bytes", "characters"),
    [(1, 10_000), (256_000, 10_000), (512_000, 20_000), (2_000_000, 78_125)],
)
def test_default_limit_of_search_query_rises_with_limit_of_events(
    event_bytes: int, characters: int
) -> None:
    assert Settings(max_event_bytes=event_bytes).max_search_query_characters == characters
    explicit = Settings(max_event_bytes=event_bytes, max_search_query_characters=7)
    assert explicit.max_search_query_characters == 7


def test_tables_of_plugins_come_from_the_file() -> None:
    file = write('port = 1\n[plugins.mine]\ntoken = "s3cret"\nnested = { since = 2026-03-01 }')
    settings = load_settings({}, {}, None)
    assert (settings.port, settings.plugins.file) == (1, file)
    assert settings.plugins.tables == {
        "mine": {"token": "s3cret", "nested": {"since": "2026-03-01"}}
    }
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plugins = 1", "plugins must be tables such as [plugins.NAME]"),
        ("[plugins]\nmine = 1", "plugins.mine must be a table: [plugins.mine]"),
        ("[plugin.mine]\nx = 1", "unknown setting 'plugin'; did you mean 'plugins'?"),
    ],
)
def test_wrong_tables_of_plugins_are_refused_with_the_file(text: str, message: str) -> None:
    write(text)
    assert config_error() == f"evsrv.toml: {message}"


def test_tables_of_plugins_have_no_variable() -> None:
    assert config_error(environ={"EVSRV_PLUGINS": "x"}).startswith(
        "unknown environment variable 'EVSRV_PLUGINS'"
    )


def test_address_of_something_else_is_no_database() -> None:
    write('db = "mysql://u:hunter2@host/events"')
    for message in (
        config_error(environ={"EVSRV_DB": "mysql://u:hunter2@host/events"}),
        config_error(),
    ):
        assert "postgresql://" in message
        assert "hunter2" not in message
