"""The benchmark of the index on a JSON field."""

from pathlib import Path

from benchmark.json_index import measure_index
from benchmark.processes import run
from benchmark.setting import Setting
from support.postgres import embedded_server


def test_index_is_compared_with_the_same_answers_without_it(tmp_path: Path) -> None:
    setting = Setting(tmp_path, events=300, rounds=1)
    with embedded_server(durable=False) as server:
        run("copy", "--from", str(setting.db), "--to", server.dsn)
        table = measure_index(setting, server.dsn)
    ((name, *figures),) = table.rows
    assert name == "count of the events of one userId"
    assert len(figures) == len(table.columns) - 1
    assert all(isinstance(figure, float) and figure > 0 for figure in figures)
