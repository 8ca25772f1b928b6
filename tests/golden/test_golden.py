"""Each case's .sql is what its .json compiles to and answers; every term has its cases."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import attrs
import pytest

from evsrv.core.fields import Kind
from evsrv.plugin import Function
from evsrv.query.columns import Aggregation, Bucket
from evsrv.query.predicate import Condition, Predicate
from evsrv.query.reference import Reference
from evsrv.sqlite.compiler.json_path import literal_path
from golden.harness import (
    CASES,
    PROMOTED_CASES,
    answer_of,
    compile_case,
    database,
    dataset_of,
    golden_of,
    promoted_database,
    vocabulary,
)

REQUESTS = sorted(CASES.rglob("*.json"))
PROMOTED_REQUESTS = [
    CASES / f"{name}.json"
    for name in (
        *("aggregates/avg", "aggregates/countDistinct", "aggregates/sum"),
        *("grouped/by-path", "grouped/by-path-native", "raw/order-path-native"),
        *("operators-path/eq-string", "operators-path/eq-number-plain"),
        *("operators-path/eq-shown-number-plain", "operators-path/eq-null"),
        *("operators-path/in-every-type", "operators-path/gt-number-plain"),
        *("operators-path/arrayContains-plain", "operators-path/eq-object"),
        *("operators-document/jsonContains-members", "time-units/week-of-path-plain"),
        *("functions/every-function", "functions/lower-of-path"),
    )
]
"""At least one for each part of a Value."""


def difference(golden: Path, text: str) -> str:
    """Show how a golden file differs from what it should be; nothing where it doesn't."""
    if not golden.exists():
        return f"{golden.name} is missing; run pytest tests/golden --update-goldens and review it"
    kept = golden.read_text("utf-8")
    return "\n".join(
        unified_diff(kept.splitlines(), text.splitlines(), str(golden.name), "now", lineterm="")
    )


def strays(cases: Path) -> list[Path]:
    """Find the files that are no request and no golden of one."""
    files = [path for path in cases.rglob("*") if path.is_file()]
    return sorted(
        path
        for path in files
        if path.suffix != ".json" and not (path.suffix == ".sql" and _request_of(path).exists())
    )


def _request_of(golden: Path) -> Path:
    return golden.with_name(f"{golden.name.removesuffix('.sql').removesuffix('.postgresql')}.json")


def case_name(case: Path) -> str:
    return str(case.relative_to(CASES).with_suffix(""))


def check(golden: Path, text: str, *, update: bool) -> None:
    if update:
        golden.write_text(text, "utf-8")
    elif found := difference(golden, text):
        pytest.fail(found, pytrace=False)


@pytest.mark.parametrize("case", REQUESTS, ids=case_name)
def test_a_case_compiles_to_its_golden(case: Path, update_goldens: bool) -> None:
    check(case.with_suffix(".sql"), golden_of(case, database()), update=update_goldens)


@pytest.mark.parametrize("case", PROMOTED_REQUESTS, ids=case_name)
def test_a_case_on_promoted_paths_compiles_to_its_golden(case: Path, update_goldens: bool) -> None:
    golden = PROMOTED_CASES / f"{case_name(case).replace('/', '-')}.sql"
    check(golden, golden_of(case, promoted_database()), update=update_goldens)


@pytest.mark.parametrize("case", REQUESTS, ids=case_name)
def test_promoted_paths_change_no_answer(case: Path) -> None:
    assert answer_of(case, promoted_database()) == answer_of(case, database())


def test_every_promoted_golden_reads_a_promoted_column() -> None:
    goldens = sorted(PROMOTED_CASES.iterdir())
    assert len(goldens) == len(PROMOTED_REQUESTS)
    for golden in goldens:
        assert "e.promoted_" in golden.read_text("utf-8")


def test_no_golden_is_left_over(update_goldens: bool) -> None:
    found = strays(CASES)
    if update_goldens:
        for path in found:
            path.unlink()
        found = strays(CASES)
    assert found == []


def test_the_check_sees_a_missing_a_changed_and_a_left_over_file(tmp_path: Path) -> None:
    golden = tmp_path / "a.sql"
    assert "missing" in difference(golden, "SELECT 1\n")
    golden.write_text("SELECT 1\n")
    assert difference(golden, "SELECT 1\n") == ""
    assert "-SELECT 1\n+SELECT 2" in difference(golden, "SELECT 2\n")
    assert strays(tmp_path) == [golden]
    (tmp_path / "a.json").write_text("{}")
    assert strays(tmp_path) == []


def test_every_request_is_told_apart() -> None:
    """Two cases with one request would be one case with two names."""
    requests = [
        (dataset_of(case), json.dumps(json.loads(case.read_text("utf-8")))) for case in REQUESTS
    ]
    assert len(requests) == len(set(requests))


def spelling(reference: Reference) -> str:
    """Return how a path is written: in SQL as a plain or quoted literal, or for our function."""
    literal = literal_path(reference.path)
    return "function" if literal is None else "quoted" if '"' in literal.text else "plain"


def conditions_in(predicate: Predicate) -> Iterator[Condition]:
    if isinstance(predicate, Condition):
        yield predicate
    else:
        for member in predicate.predicates:
            yield from conditions_in(member)


def uses() -> Iterator[tuple[Any, Reference | None]]:
    """Yield each term that a case uses, with what it is used on."""
    for case in REQUESTS:
        plan, _ = compile_case(case)
        for test in conditions_in(plan.where):
            yield test.operator, test.reference
            yield from function_of(test.reference)
        for column in plan.columns:
            match column:
                case Aggregation():
                    yield column.aggregate, column.reference
                    yield from function_of(column.reference)
                case Bucket():
                    yield column.unit, column.reference
                case Reference():
                    yield from function_of(column)


def function_of(reference: Reference | None) -> Iterator[tuple[Any, Reference]]:
    """Yield the function of a reference, with what it is applied to."""
    if reference is not None and reference.function is not None:
        yield reference.function, attrs.evolve(reference, function=None)


PLACES = {Kind.PATH: ("plain", "quoted", "function")}


def places(kinds: Kind) -> set[tuple[Kind, str | None]]:
    return {(kind, how) for kind in kinds for how in PLACES.get(kind, (None,))}


def test_every_term_has_a_case_for_all_that_it_takes() -> None:
    terms = vocabulary()
    wanted: dict[Any, set[Kind]] = {
        **{operator: set(operator.operands) for operator in terms.operators.values()},
        **{aggregate: set(aggregate.takes) for aggregate in terms.aggregates.values()},
        **{unit: {Kind.TIME, Kind.TEXT, Kind.PATH} for unit in terms.time_units.values()},
    }
    missing = {
        (term.name, *place)
        for term, kinds in wanted.items()
        for place in {place for kind in kinds for place in places(kind)}
    }
    missing |= {(one.name, kind, None) for one in terms.functions.values() for kind in one.takes}
    bare = {name for name, aggregate in terms.aggregates.items() if aggregate.without_field}
    for term, of in uses():
        if of is None:
            bare.discard(term.name)
        else:
            is_path = of.kind is Kind.PATH and not isinstance(term, Function)
            how = spelling(of) if is_path else None
            missing.discard((term.name, of.kind, how))
    assert (missing, bare) == (set(), set())
