"""Prometheus rules and the Grafana dashboard, against the metrics of a running server."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientSession, UnixConnector
from prometheus_client.parser import text_string_to_metric_families
from support.events import message

from deploy.conftest import Upstream
from deploy.tools import DEPLOY, ROOT, run

Json = Any
RULES = DEPLOY / "prometheus-rules.yml"
CASES = DEPLOY / "prometheus-rules-test.yml"
DASHBOARD: Json = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
PANELS: list[Json] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
NAME = re.compile(r"\b(?:evsrv|process)_\w+")
FROM_PROMETHEUS = {"instance", "job"}
"""Labels that Prometheus adds."""


def alerts() -> list[Json]:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    return list(group["rules"])


def expressions() -> list[str]:
    targets = [target["expr"] for panel in PANELS for target in panel["targets"]]
    variables = [item["query"]["query"] for item in DASHBOARD["templating"]["list"][1:]]
    return [*targets, *variables, *(rule["expr"] for rule in alerts())]


@pytest.fixture
async def samples(upstream: Upstream) -> dict[str, set[str]]:
    """Return the labels by the name of each sample, after some requests."""
    headers = {"Authorization": f"Bearer {upstream.keys['api']}"}
    grouped: Json = {"groupBy": ["type"], "select": [{"type": "count"}]}
    async with ClientSession(
        "http://localhost", connector=UnixConnector(str(upstream.socket)), headers=headers
    ) as client:
        for path, body in (
            ("/events", message("measured")),
            ("/query/events", {}),
            ("/query/events", grouped),
        ):
            async with client.post(path, json=body) as reply:
                assert reply.status in {200, 422}
        async with client.get("/metrics") as reply:
            text = await reply.text()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        # A counter by a label has no sample before the first count.
        if family.type == "counter":
            found.setdefault(f"{family.name}_total", set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def test_metrics_of_rules_and_dashboard_are_those_of_the_server(
    samples: dict[str, set[str]],
) -> None:
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(named) > 20
    assert named - set(samples) == set()


async def test_labels_of_rules_and_dashboard_are_those_of_the_metrics(
    samples: dict[str, set[str]],
) -> None:
    for expression in expressions():
        labels = set().union(*(samples[name] for name in NAME.findall(expression)))
        if "evsrv_grouped_answers_total" in expression:
            labels |= {"engine"}
        matched = re.findall(r"[{,](\w+)(?:=~|!~|!=|=)", expression)
        grouped = re.findall(r"by \(([\w, ]+)\)", expression)
        used = {*matched, *(name for names in grouped for name in names.split(", "))}
        assert used - labels - FROM_PROMETHEUS == set(), expression


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_panel_has_title_unit_and_queries(panel: Json) -> None:
    assert panel["title"]
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["targets"]
    assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])


def test_panels_do_not_overlap() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])

    def cells(panel: Json) -> set[tuple[int, int]]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        columns, lines = range(at["x"], at["x"] + at["w"]), range(at["y"], at["y"] + at["h"])
        return {(column, line) for column in columns for line in lines}

    for one, other in combinations(DASHBOARD["panels"], 2):
        assert not cells(one) & cells(other), (one["title"], other["title"])


def test_promtool_accepts_the_queries_of_the_dashboard(tmp_path: Path) -> None:
    expected = [target["expr"] for panel in PANELS for target in panel["targets"]]
    variables = {"$__rate_interval": "5m", "$instance": ".*"}
    rules = []
    for number, expression in enumerate(expected):
        for name, value in variables.items():
            expression = expression.replace(name, value)
        rules.append({"record": f"panel_{number}", "expr": expression})
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    done = run("promtool", "check", "rules", file)
    assert done.returncode == 0, done.stderr


def test_promtool_accepts_the_rules() -> None:
    done = run("promtool", "check", "rules", "--lint=all", "--lint-fatal", RULES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_pass_their_cases() -> None:
    done = run("promtool", "test", "rules", CASES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_has_a_case_that_raises_it_and_one_that_does_not() -> None:
    raised: dict[bool, set[str]] = {True: set(), False: set()}
    for case in yaml.safe_load(CASES.read_text())["tests"]:
        for check in case["alert_rule_test"]:
            raised["exp_alerts" in check].add(check["alertname"])
    names = {rule["alert"] for rule in alerts()}
    assert raised == {True: names, False: names}


def test_page_lists_each_alert_with_its_severity() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text()
    listed = re.findall(r"^\| `(\w+)` \| (critical|warning) \|", page, re.M)
    assert listed == [(rule["alert"], rule["labels"]["severity"]) for rule in alerts()]
