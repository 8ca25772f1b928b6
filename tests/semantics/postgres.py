"""The JSON operators against a real PostgreSQL: python -m semantics.postgres CONNINFO CONDITIONS

Operators whose reference is PostgreSQL run on the same documents, paths and operands in both
systems. SEMANTICS_SEED selects them. The contract differs in one point on purpose, which the SQL
below reproduces: a JSON null is null like a missing value, so no operator at a path, such as @>,
matches it.

PostgreSQL's numbers are exact decimals and evsrv's are doubles, so only numbers whose text is
exact in both are used.
"""

import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from semantics.budget import SEED
from semantics.engine import Space, running
from semantics.model.jsonvalues import same
from semantics.random_json import Question, document, question

Json = Any
Answers = dict[int, Any]
ROUND = 2_000
DOCUMENTS = 60

TABLES = """
CREATE TEMP TABLE documents (id text, document jsonb);
CREATE TEMP TABLE asked (
    number int, operator text, path text[], operand jsonb, string text, names text[]
);
CREATE TEMP VIEW found AS
    SELECT number, id, operator, operand, string, names,
        nullif(CASE WHEN path IS NULL THEN document ELSE document #> path END, 'null') AS value,
        CASE WHEN path IS NOT NULL THEN document #>> path END AS text
    FROM asked CROSS JOIN documents;
"""
# A string also matches the number or boolean with this text.
MATCHES = """
SELECT number, id FROM found WHERE CASE operator
    WHEN 'jsonContains' THEN value @> operand
    WHEN 'jsonContainedBy' THEN value <@ operand
    WHEN 'jsonHasKey' THEN value ? string
    WHEN 'jsonHasAnyKey' THEN value ?| names
    WHEN 'jsonHasAllKeys' THEN value ?& names
    WHEN 'isNull' THEN value IS NULL
    WHEN 'eq' THEN CASE
        WHEN operand = 'null' THEN value IS NULL
        WHEN string IS NOT NULL AND jsonb_typeof(value) IN ('number', 'boolean') THEN text = string
        ELSE value = operand
    END
END
"""
SHOWN = "SELECT number, id, value::text, text FROM found WHERE operator = 'show'"


def ask_postgres(
    connection: psycopg.Connection[Any], documents: dict[str, Json], questions: list[Question]
) -> Answers:
    """Return PostgreSQL's matching ids, or returned values, by number of the question."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE documents, asked")
        cursor.executemany(
            "INSERT INTO documents VALUES (%s, %s)",
            [
                (id_, None if document is None else Jsonb(document))
                for id_, document in documents.items()
            ],
        )
        cursor.executemany(
            "INSERT INTO asked VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (
                    number,
                    one.operator,
                    one.path,
                    Jsonb(one.operand),
                    one.operand if isinstance(one.operand, str) else None,
                    one.operand if one.operator in ("jsonHasAnyKey", "jsonHasAllKeys") else None,
                )
                for number, one in enumerate(questions)
            ],
        )
        answers: Answers = defaultdict(set)
        for number, id_ in cursor.execute(MATCHES):
            answers[number].add(id_)
        for number, id_, value, text in cursor.execute(SHOWN):
            answers[number] = answers[number] or {}
            answers[number][id_] = None if value is None else (json.loads(value), text)
    return answers


def ask_server(space: Space, one: Question) -> Any:
    """Return evsrv's matching ids or returned values."""
    if one.operator != "show":
        return set(space.ids(one.where))
    selected = {"type": "field", "field": "properties", "path": one.path}
    query = {"select": [{"type": "field", "field": "id"}, selected]}
    name = ".".join(["properties", *(one.path or [])])
    native = space.ask({**query, "jsonValues": "native"})["result"]
    texts = {row["id"]: row[name] for row in space.ask(query)["result"]}
    return {
        row["id"]: None if row[name] is None else (row[name], texts[row["id"]]) for row in native
    }


def agree(asked: Question, server: Any, postgres: Any) -> bool:
    """Return whether two answers are equal, ignoring white space in arrays and objects."""
    if asked.operator != "show":
        return bool(server == postgres)
    for id_, shown in server.items():
        other = postgres[id_]
        if shown is None or other is None:
            if shown is not other:
                return False
            continue
        (value, text), (other_value, other_text) = shown, other
        if not same(value, other_value):
            return False
        if isinstance(value, list | dict):
            text, other_text = json.loads(text), json.loads(other_text)
        if text != other_text:
            return False
    return True


def main(conninfo: str, conditions: int) -> int:
    """Compare both systems and return the exit status, which is 1 if there is a difference."""
    chance = random.Random(SEED)
    compared: Counter[str] = Counter()
    found = differences = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        psycopg.connect(conninfo, autocommit=True) as connection,
        running(Path(folder) / "events.db") as engine,
    ):
        version = connection.execute("SHOW server_version").fetchone()
        connection.execute(TABLES)
        while compared.total() < conditions:
            documents = [document(chance) for _ in range(DOCUMENTS)]
            space = engine.space(
                {
                    "entityType": "search",
                    "type": "t",
                    "searchQuery": "",
                    "createdAt": "2026-03-02T10:15:00.000Z",
                    "properties": one,
                }
                for one in documents
            )
            count = min(ROUND, conditions - compared.total())
            questions = [question(chance, documents) for _ in range(count)]
            by_id = {event["id"]: event["properties"] for event in space.events}
            answers = ask_postgres(connection, by_id, questions)
            for number, one in enumerate(questions):
                server = ask_server(space, one)
                found += bool(server)
                compared[one.operator] += 1
                if not agree(one, server, answers[number]):
                    differences += 1
                    print("DIFFERENCE", one, "server:", server, "PostgreSQL:", answers[number])
            print(f"{compared.total()} conditions, {differences} differences", file=sys.stderr)
    listing = ", ".join(f"{name} {count}" for name, count in sorted(compared.items()))
    print(
        f"SEMANTICS_SEED={SEED}: {compared.total()} conditions on {DOCUMENTS} documents each,"
        f" {found} of them matched some; {listing};"
        f" {differences} differences from PostgreSQL {version and version[0]}"
    )
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
