"""Bugs to plant: in which file, which text (it must be there exactly once), and what instead."""

from attrs import frozen


@frozen
class Bug:
    """A change of one place in a file under evsrv/."""

    name: str
    file: str
    old: str
    new: str


BUGS = (
    # Types that blur
    Bug(
        "true equals 1",
        "builtin/equality.py",
        """return sql("{} = {}", value.boolean, Sql("1" if operand else "0"))""",
        """return sql("{} = {}", value.plain, bind(int(operand)))""",
    ),
    Bug(
        "true equals 1 inside of JSON",
        "sqlite/json_functions.py",
        "isinstance(left, bool) is isinstance(right, bool) and bool(left == right)",
        "bool(left == right)",
    ),
    Bug(
        '"10" is above 9',
        "builtin/comparison.py",
        'return sql("{} AND {}", value.is_type(json_type), comparison)',
        "return comparison",
    ),
    Bug(
        "a string does not find the boolean shown as it",
        "builtin/equality.py",
        'text in ("true", "false") or ',
        "",
    ),
    Bug(
        "countDistinct merges true and 1",
        "builtin/aggregates.py",
        "else value.text",
        "else value.plain",
    ),
    Bug(
        'native groups merge "1" and 1',
        "sqlite/compiler/row_columns.py",
        "return value.json if self.is_native(reference) else value.text",
        "return value.text",
    ),
    # Null
    Bug(
        "not of an unknown condition is unknown",
        "sqlite/compiler/predicates.py",
        'sql("{} IS NOT TRUE", rendered)',
        'sql("NOT {}", rendered)',
    ),
    Bug(
        "neq matches null",
        "builtin/comparison.py",
        'sql("{} IS NOT NULL AND ({}) IS NOT TRUE", value.plain, equals(value, operand))',
        'sql("({}) IS NOT TRUE", equals(value, operand))',
    ),
    Bug(
        "notIn matches null",
        "builtin/membership.py",
        'sql("{} IS NOT NULL AND ({}) IS NOT TRUE", value.plain, _is_in(value, members))',
        'sql("({}) IS NOT TRUE", _is_in(value, members))',
    ),
    Bug(
        "null in a list is forgotten",
        "builtin/membership.py",
        "    if None in members:\n",
        "    if None in members and len(members) == 1:\n",
    ),
    Bug(
        "nulls come first",
        "sqlite/compiler/columns.py",
        'sql("{} NULLS LAST", key) if column.nullable else key',
        "key",
    ),
    # Order of values at a path
    Bug(
        "numbers at a path sort by their text",
        "sqlite/compiler/columns.py",
        "        number = self.number(column)\n",
        "        number = self.text(column)\n",
    ),
    Bug(
        "nulls come before descending numbers",
        "sqlite/compiler/columns.py",
        "return [self.is_null(column), sql(",
        "return [sql(",
    ),
    Bug(
        "texts come after descending numbers",
        "sqlite/compiler/columns.py",
        'sql("{} DESC NULLS FIRST", number)',
        'sql("{} DESC", number)',
    ),
    Bug(
        "equal numbers of several types sort as equal",
        "sqlite/compiler/columns.py",
        "            keys.append(self.value(column))\n",
        "            pass\n",
    ),
    Bug(
        "a string with an exponent sorts as a number",
        "sqlite/compiler/group_by.py",
        "FROM {} {} = 'real'",
        "FROM {} {} <> ''",
    ),
    Bug(
        "a double with an exponent sorts as text",
        "sqlite/compiler/group_columns.py",
        """_EXPONENT = Sql("'*[0-9]e[-+0-9]*'")""",
        """_EXPONENT = Sql("'*[0-9]E[-+0-9]*'")""",
    ),
    # Paths and containment
    Bug(
        "no scalar special case in @>",
        "sqlite/json_functions.py",
        "if isinstance(left, list) and not isinstance(right, list | dict):",
        "if not isinstance(left, list | dict):",
    ),
    Bug(
        "@> asks for as many duplicates",
        "sqlite/json_functions.py",
        "        return all(\n            any(_contains(member, wanted) for member in containers)",
        "        return len(right) <= len(left) and all(\n"
        "            any(_contains(member, wanted) for member in containers)",
    ),
    Bug(
        "true is 1 in an array",
        "sqlite/json_functions.py",
        "return isinstance(value, bool), value",
        "return False, value",
    ),
    Bug(
        "@> looks for a name in an array",
        "builtin/containment.py",
        "            if value.kind is Kind.PATH:\n",
        "            if value.kind is Kind.TIME:\n",
    ),
    Bug(
        "<@ is @>",
        "sqlite/json_functions.py",
        "contains(operand, value)",
        "contains(value, operand)",
    ),
    Bug(
        "? looks at the values of an object",
        "builtin/containment.py",
        "THEN member.key ELSE member.value END",
        "THEN member.value ELSE member.value END",
    ),
    Bug(
        "an index is only a name",
        "sqlite/compiler/json_path.py",
        "and not (position and is_index(part))",
        "and (position or not position)",
    ),
    Bug(
        "an index on an object is its nth member",
        "core/json_path.py",
        "            value = value.get(key)\n",
        "            value = value.get(key, [*value.values(), None][int(key)]"
        " if key in ('0', '-1') else None)\n",
    ),
    Bug(
        "no index from the end",
        "core/json_path.py",
        "-len(value) <= index < len(value)",
        "0 <= index < len(value)",
    ),
    Bug(
        "a name with a backslash is put into a literal path",
        "sqlite/compiler/json_path.py",
        "[A-Za-z0-9_ .:@$/-]+",
        r"[A-Za-z0-9_ .:@$/\\\\-]+",
    ),
    # Numbers
    Bug(
        "numbers are cut to 15 digits",
        "sqlite/compiler/json_values.py",
        """return sql("CASE {} WHEN 'text' THEN {} ELSE {} END", """
        "self.json_type, self.plain, self.json)",
        """return sql("CASE {} WHEN 'text' THEN {} WHEN 'real' THEN CAST({} AS TEXT)"""
        """ ELSE {} END", self.json_type, self.plain, self.plain, self.json)""",
    ),
    Bug(
        "promoted numbers are cut to 15 digits",
        "sqlite/promoted_path.py",
        "NOT IN ('null', 'text', 'integer')",
        "NOT IN ('null', 'text', 'integer', 'real')",
    ),
    Bug(
        "a promoted boolean is a number",
        "sqlite/compiler/json_values.py",
        'THEN iif({} IS NULL, {}, NULL)"',
        'THEN iif({} IS NULL, {}, 1)"',
    ),
    Bug(
        "a promoted string is JSON without quotes",
        "sqlite/compiler/json_values.py",
        "nullif(json_quote({}), 'null')",
        "CAST({} AS TEXT)",
    ),
    Bug(
        "a promoted array is an object",
        "sqlite/compiler/json_values.py",
        "WHEN {} < '{' THEN 'array'",
        "WHEN {} < '[' THEN 'array'",
    ),
    Bug(
        "sums are doubles",
        "builtin/aggregates.py",
        "render=_sum",
        'render=lambda value: sql("nullif(total({}), 0.5)", value.number)',
    ),
    Bug(
        "means are sums of doubles",
        "builtin/aggregates.py",
        "render=_mean",
        'render=lambda value: sql("avg({})", value.number)',
    ),
    Bug(
        "means cut the sum of integers to a double",
        "sqlite/functions.py",
        "return float((Fraction(fractions) + (upper << 32) + lower) / count)",
        "return (fractions + float((upper << 32) + lower)) / count",
    ),
    Bug(
        "means count values that are no numbers",
        "builtin/aggregates.py",
        "*_parts_of_sum(value), value.number",
        "*_parts_of_sum(value), value.plain",
    ),
    Bug(
        "text that is no number is 0",
        "sqlite/compiler/json_values.py",
        """            " WHEN 'text' THEN evsrv_number({}) END",""",
        """            " WHEN 'text' THEN CAST({} AS NUMERIC) END",""",
    ),
    Bug(
        "1e5 is a plain decimal",
        "sqlite/functions.py",
        r"""_DECIMAL = re.compile(r"(-?)(?=[0-9])0*+([0-9]*+)(\.[0-9]++)?")""",
        r"""_DECIMAL = re.compile(r"(-?)(?=[0-9])0*+([0-9]*+)(\.[0-9]++|e[0-9]++)?")""",
    ),
    # Time
    Bug(
        "weeks start on Sunday",
        "builtin/time_units.py",
        "_MONDAY_MS = 4 * _DAY_MS",
        "_MONDAY_MS = 3 * _DAY_MS",
    ),
    Bug(
        "% is negative before 1970",
        "sqlite/compiler/time_buckets.py",
        "return -length.offset % length.milliseconds - first_bucket",
        "return -length.offset % length.milliseconds",
    ),
    Bug(
        "an operand between two milliseconds is rounded",
        "core/timestamps.py",
        'int(part["fraction"].ljust(3, "0")[:3])',
        "round(float(f\".{part['fraction']}\") * 1000)",
    ),
    Bug(
        "days without any such event are shown",
        "sqlite/compiler/index_range_groups.py",
        'keyed = Sql("scoped") if self._aggregate.is_count else rows.name',
        'keyed = Sql("scoped")',
    ),
    # Logic, text, pages
    Bug(
        "or without brackets",
        "sqlite/compiler/flat_conditions.py",
        'return self.sql if self.depth == 0 else sql("({})", self.sql)',
        "return self.sql",
    ),
    Bug(
        "not leaves and as it is",
        "query/resolve_filters.py",
        "isinstance(node, ast.And) is not negated",
        "isinstance(node, ast.And)",
    ),
    Bug(
        "text folds case",
        "builtin/equality.py",
        "        case Kind.TEXT | Kind.NUMBER:\n"
        '            return sql("{} = {}", value.plain, bind(operand))',
        "        case Kind.TEXT | Kind.NUMBER:\n"
        '            return sql("{} = {} COLLATE NOCASE", value.plain, bind(operand))',
    ),
    Bug(
        "total forgets the offset",
        "sqlite/page.py",
        "return Page(rows, plan.offset + len(rows))",
        "return Page(rows, len(rows))",
    ),
    # Numbers, arrays and time fields of other datasets
    Bug(
        "number fields sort and group as texts",
        "sqlite/compiler/row_columns.py",
        "_PLAIN = Kind.TIME | Kind.NUMBER",
        "_PLAIN = Kind.TIME",
    ),
    Bug(
        "a number field has a time",
        "sqlite/compiler/column_values.py",
        "        number=column,\n        instant=_NULL,",
        "        number=column,\n        instant=column,",
    ),
    Bug(
        "an array equals an object",
        "builtin/equality.py",
        "isinstance(operand, dict if value.kind is Kind.DOCUMENT else list)",
        "isinstance(operand, dict)",
    ),
    Bug(
        "arrays in a list are forgotten",
        "builtin/membership.py",
        "[member for member in members if isinstance(member, list)])",
        "[])",
    ),
    Bug(
        "an array is shown as text",
        "service/answer.py",
        "    if column.kind is Kind.ARRAY:\n        return orjson.Fragment",
        "    if column.kind is Kind.ARRAY:\n        return None",
    ),
    Bug(
        "raw rows are not in the order of time",
        "query/resolve_order.py",
        "        Ordering(Reference(dataset.time_field), descending=True),",
        '        Ordering(Reference(dataset.fields["type"]), descending=True),',
    ),
)
