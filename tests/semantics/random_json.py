"""Random documents and conditions that PostgreSQL can evaluate too."""

import random
from typing import Any

from attrs import frozen

from semantics.pools import NAMES, STRINGS

Json = Any

# Numbers whose text is exact in PostgreSQL's decimals and in doubles.
NUMBERS = [
    *(0, 1, -1, 2, 9, 10, 12, 100, 2**31, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)),
    *(0.0, 1.0, 10.0, 0.5, -0.5, 12.5, 100.25, 0.1, 0.3, 2.0**52),
]
INDEXES = ["0", "1", "-1", "2", "-2", "+1", "01", " 1", "1 ", "1.0", "", "-", "99999999999", "\t0"]
OPERATORS = [
    *("jsonContains", "jsonContains", "jsonContainedBy", "jsonContainedBy", "jsonHasKey"),
    *("jsonHasAnyKey", "jsonHasAllKeys", "eq", "eq", "isNull", "show"),
]


@frozen
class Question:
    """A condition on properties, or `show`, at a path or on the whole field."""

    operator: str
    path: list[str] | None
    operand: Json

    @property
    def where(self) -> Json:
        """Return the filter."""
        if self.operator == "isNull":
            value = {} if self.path is None else {"value": {"path": self.path}}
        elif self.path is None:
            value = {"value": self.operand}
        else:
            value = {"value": {"path": self.path, "value": self.operand}}
        return {"condition": {"field": "properties", "operator": self.operator, **value}}


def document(chance: random.Random) -> Json:
    """Return a random JSON object, or in a few cases null."""
    if chance.random() < 0.03:
        return None
    return {_name(chance): _value(chance, 3) for _ in range(chance.randint(0, 4))}


def question(chance: random.Random, documents: list[Json]) -> Question:
    """Return a random condition with an operand close to one of the documents."""
    operator = chance.choice(OPERATORS)
    path, value = _walk(chance, chance.choice(documents))
    if path is None and operator == "show":
        path = [_name(chance)]
    return Question(operator, path, _operand(chance, operator, path, value))


def _operand(chance: random.Random, operator: str, path: list[str] | None, value: Json) -> Json:
    match operator:
        case "isNull" | "show":
            return None
        case "jsonHasKey":
            return _key(chance, value)
        case "jsonHasAnyKey" | "jsonHasAllKeys":
            return [_key(chance, value) for _ in range(chance.randint(0, 3))]
        case "jsonContains":
            wanted = _part(chance, value)
        case "jsonContainedBy":
            wanted = _whole(chance, value)
        case _:
            wanted = chance.choice([value, value, _part(chance, value), _value(chance, 2)])
    # An object with a member `path` would be read as a path operand.
    is_path = path is None and isinstance(wanted, dict) and "path" in wanted
    return {} if is_path else wanted


def _value(chance: random.Random, depth: int) -> Json:
    kind = chance.random()
    if depth and kind < 0.25:
        array = [_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
        return array + array[:1] if chance.random() < 0.3 else array
    if depth and kind < 0.5:
        return {_name(chance): _value(chance, depth - 1) for _ in range(chance.randint(0, 3))}
    if kind < 0.6:
        return chance.choice([True, False, None])
    if kind < 0.8:
        return chance.choice(NUMBERS[:8]) if chance.random() < 0.5 else chance.choice(NUMBERS)
    return chance.choice(["a", "b", "1", "0"]) if chance.random() < 0.5 else chance.choice(STRINGS)


def _name(chance: random.Random) -> str:
    return chance.choice(["a", "b", "0", "1"] if chance.random() < 0.5 else NAMES)


def _walk(chance: random.Random, value: Json) -> tuple[list[str] | None, Json]:
    """Return a path into a document, in some cases extended at random, and the value reached."""
    path: list[str] = []
    while chance.random() < 0.8 and isinstance(value, dict | list) and value:
        if isinstance(value, dict):
            part = chance.choice(list(value))
            value = value[part]
        else:
            index = chance.randrange(-len(value), len(value))
            part, value = str(index), value[index]
        path.append(part)
    if chance.random() < 0.2:
        path.append(chance.choice(INDEXES) if chance.random() < 0.7 else _name(chance))
    return path or None, value


def _key(chance: random.Random, value: Json) -> str:
    own = (
        [name for name in value if isinstance(name, str)] if isinstance(value, dict | list) else []
    )
    own = [value] if isinstance(value, str) else own
    return chance.choice(own) if own and chance.random() < 0.7 else _name(chance)


def _part(chance: random.Random, value: Json) -> Json:
    """Return a random value that a value may contain."""
    if chance.random() < 0.15:
        return _value(chance, 1)
    if isinstance(value, dict):
        return {name: _part(chance, value[name]) for name in value if chance.random() < 0.6}
    if isinstance(value, list) and value:
        if chance.random() < 0.15:
            return chance.choice(value)
        if chance.random() < 0.1:
            return {str(index): element for index, element in enumerate(value[:2])}
        picked = [_part(chance, element) for element in value if chance.random() < 0.6]
        chance.shuffle(picked)
        return picked + picked[:1] if chance.random() < 0.3 else picked
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**52:
        return chance.choice([value, float(value), str(value)])
    return value


def _whole(chance: random.Random, value: Json) -> Json:
    """Return a random value that may contain a value."""
    if chance.random() < 0.1:
        return _value(chance, 2)
    if isinstance(value, dict):
        own = {name: _whole(chance, value[name]) for name in value}
        return {**own, _name(chance): _value(chance, 1)}
    if isinstance(value, list):
        own_elements = [_whole(chance, element) for element in value]
        chance.shuffle(own_elements)
        return [*own_elements, _value(chance, 1)]
    return [value, _value(chance, 1)] if chance.random() < 0.2 else value
