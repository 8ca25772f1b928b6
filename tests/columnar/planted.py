"""Bugs of copies to plant, as in `semantics.planted`."""

from semantics.planted import Bug

COPY_BUGS = (
    # Rows that are not those of SQLite
    Bug(
        "a copy lacks the newest row",
        "columnar/copy.py",
        "        if now.last_row > self.version.last_row:\n            guard",
        "        if now.last_row > self.version.last_row + 1:\n            guard",
    ),
    Bug(
        "an older snapshot sees newer rows of a copy",
        "columnar/copy.py",
        "            return now.last_row\n        if now.last_row - self",
        "            return None\n        if now.last_row - self",
    ),
    Bug(
        "a copy has deleted rows",
        "columnar/copy.py",
        "if now.stamp != self.version.stamp:",
        "if now.changes != self.version.changes:",
    ),
    Bug(
        "a copy takes a change for a deletion",
        "sqlite/rows_version.py",
        "return self.revision > since.revision and self.changes == since.changes",
        "return self.revision > since.revision",
    ),
    Bug(
        "a copy has rows of before a backup was restored",
        "columnar/copy.py",
        "if id_ is not None and read_row_id(connection, self.place.dataset, row) != id_:",
        "if id_ is not None and read_row_id(connection, self.place.dataset, row) is None:",
    ),
    Bug(
        "a column is used before it has the values of all rows",
        "columnar/copy_steps.py",
        "    if copy.version.last_row == 0:\n        copy.finish_filling()",
        "    if copy.version.last_row >= 0:\n        copy.finish_filling()",
    ),
    Bug(
        "new columns of a copy are not compressed until they are filled",
        "columnar/copy_steps.py",
        "        _checkpoint(session)\n    copy.filling",
        "    copy.filling",
    ),
    # Rows of others
    Bug(
        "organizations share a copy",
        "columnar/place.py",
        "    organization_id: str\n",
        '    organization_id: str = __import__("attrs").field(eq=False)\n',
    ),
    Bug(
        "organizations share the file of a copy",
        "columnar/place.py",
        "canonical([self.organization_id, self.dataset.name])",
        "canonical([self.dataset.name])",
    ),
    Bug(
        "projects get other codes after a start",
        "columnar/opening.py",
        "ProjectCodes(marks.project_ids)",
        "ProjectCodes()",
    ),
    Bug(
        "the codes of projects are saved in another order",
        "columnar/project_codes.py",
        "return tuple(self._codes)",
        "return tuple(sorted(self._codes))",
    ),
    Bug(
        "a project gets another code with new rows",
        "columnar/project_codes.py",
        "self._codes.setdefault(project_id, len(self._codes))",
        "self._codes[project_id] = len(self._codes)",
    ),
    Bug(
        "rows without a project are those of the first one in a copy",
        "columnar/project_codes.py",
        "return [None if one is None else self._codes.get(one) for one in project_ids]",
        "return [self._codes.get(one, 0) for one in project_ids]",
    ),
    Bug(
        "a project without a code has the rows of another in a copy",
        "columnar/group_statement.py",
        "code = columns.projects.code_of(scope.project_id)",
        "code = columns.projects.code_of(scope.project_id) or 0",
    ),
    Bug(
        "the codes of projects fold case",
        "columnar/project_codes.py",
        "return self._codes.get(project_id)",
        "return {one.lower(): code for one, code in self._codes.items()}.get(project_id.lower())",
    ),
    Bug(
        "a project sees the whole organization in a copy",
        "columnar/group_statement.py",
        "if scope.project_id is not None:",
        "if scope.project_id is None:",
    ),
    Bug(
        "new rows of a copy are those of the project that asks",
        "columnar/copy.py",
        "with guard.showing(self.place.scope):",
        "with suppress():",
    ),
    # Values
    Bug(
        "two parameters of an expression are one column",
        "columnar/column.py",
        "parts = [self.type.value, self.expression.text, *self.expression.parameters]",
        "parts = [self.type.value, self.expression.text]",
    ),
    Bug(
        "numbers of a copy are compared as doubles",
        "columnar/number_comparisons.py",
        "        compare_integers(column.integers, comparison, operand),\n",
        '        _compare_doubles(sql("{}::DOUBLE", column.integers), comparison, operand),\n',
    ),
    Bug(
        "true is a number in a copy",
        "columnar/column.py",
        '"true": 4',
        '"true": 2',
    ),
    Bug(
        "sums of a copy are doubles",
        "columnar/aggregates.py",
        'sql("sum({}){}", integers, only),',
        'sql("CAST(sum({}::DOUBLE){} AS HUGEINT)", integers, only),',
    ),
    Bug(
        "means of a copy are rounded twice",
        "columnar/aggregates.py",
        "return float(_exact_sum(integers, wholes, rests) / (count + doubles))",
        "return float(_exact_sum(integers, wholes, rests)) / (count + doubles)",
    ),
    Bug(
        "extremes of a copy are doubles",
        "columnar/aggregates.py",
        "return pick(found, default=None)",
        "return pick(map(float, found), default=None)",
    ),
    Bug(
        "the double of an integer is another number in a copy",
        "columnar/numbers.py",
        'return sql("coalesce({}, {})", number.integers, whole)',
        'return sql("coalesce({}, NULL * ({}))", number.integers, whole)',
    ),
    Bug(
        "filtered aggregations of a copy are over all rows",
        "columnar/aggregates.py",
        'only = sql(" FILTER (WHERE {})", condition)',
        'only = sql("")',
    ),
    # Texts and nulls
    Bug(
        "a copy folds case in conditions",
        "columnar/predicates.py",
        "        case Kind.TEXT:\n"
        '            return sql("{} = {}", columns.plain(reference), bind(operand))',
        "        case Kind.TEXT:\n"
        "            text = columns.plain(reference)\n"
        '            return sql("{} COLLATE NOCASE = {}", text, bind(operand))',
    ),
    Bug(
        "a copy sorts texts without case",
        "columnar/group_order.py",
        'return (sql("{} NULLS LAST", nearest), rest, sql("{} NULLS LAST", text))',
        'folded = sql("{} COLLATE NOCASE NULLS LAST", text)\n'
        '    return (sql("{} NULLS LAST", nearest), rest, folded)',
    ),
    Bug(
        "integers of one double are sorted as equal by a copy",
        "columnar/group_order.py",
        'rest = sql("coalesce({}::HUGEINT - {}::DOUBLE::HUGEINT, 0)", integer, integer)',
        'rest = sql("coalesce({} - {}, 0)", integer, integer)',
    ),
    Bug(
        "neq matches null in a copy",
        "columnar/predicates.py",
        'return sql("NOT ({}) AND ({}) IS NOT TRUE", is_null, equal)',
        'return sql("({}) IS NOT TRUE", equal)',
    ),
    Bug(
        "not of an unknown condition is unknown in a copy",
        "columnar/predicates.py",
        'word = "IS NOT TRUE" if condition.negated else "IS TRUE"',
        'word = "IS FALSE" if condition.negated else "IS TRUE"',
    ),
    Bug(
        "null is never a top value in a copy",
        "columnar/group_keys.py",
        "    if None not in top:\n",
        "    if None not in top or len(top) > 1:\n",
    ),
    Bug(
        "nulls come before descending numbers in a copy",
        "columnar/group_order.py",
        '            sql("{} IS NULL", text),\n',
        "",
    ),
    Bug(
        "a string finds no number with its text in a copy",
        "columnar/predicates.py",
        "JsonTypeCode.SCALAR if may_be_scalar_text(operand) else JsonTypeCode.STRING",
        "JsonTypeCode.STRING",
    ),
    # Time and pages
    Bug(
        "buckets of a copy round towards 1970",
        "columnar/time_buckets.py",
        "-length.offset % length.milliseconds - first_bucket",
        "-length.offset % length.milliseconds",
    ),
    Bug(
        "the first instant of a bucket is in the one before in a copy",
        "columnar/time_buckets.py",
        '"CASE WHEN {} < {}::BIGINT THEN {} ELSE {} END",',
        '"CASE WHEN {} <= {}::BIGINT THEN {} ELSE {} END",',
    ),
    Bug(
        "total of a copy forgets the offset",
        "sqlite/direct_page.py",
        "return Page(rows, self.plan.offset + len(rows))",
        "return Page(rows, len(rows))",
    ),
    Bug(
        "a value leaves moving windows of a copy although it came again",
        "sqlite/compiler/given_changes.py",
        'sql("least({}, coalesce({}, {}))", past, following, past)',
        'sql("coalesce({} * 0 + {}, {})", following, past, past)',
    ),
    Bug(
        "moving windows of a copy fold case",
        "sqlite/compiler/given_changes.py",
        'time, join(", ", rest), time)',
        'time, join(", ", (sql("lower(CAST({} AS VARCHAR))", one) for one in rest)), time)',
    ),
    Bug(
        "listed buckets of several lengths are one run in a copy",
        "columnar/time_buckets.py",
        "next_first != past or next_past - past > length or",
        "next_first != past or",
    ),
    Bug(
        "doubles of the compared range are texts in a copy",
        "sqlite/compiler/given_tables.py",
        "for one in (self.plan.range, self.plan.compared_range) if",
        "for one in (self.plan.range,) if",
    ),
    Bug(
        "all groups together have one row in a copy",
        "sqlite/composed_page.py",
        "return bool(table.plan.groups or table.aggregations)",
        "return bool(table.plan.groups)",
    ),
    # Few values
    Bug(
        "the percentile of one value is null in a copy",
        "columnar/percentiles.py",
        "        if low is None:\n",
        "        if low is None or high is None:\n",
    ),
    Bug(
        "rows without a value are in no group of a copy",
        "columnar/group_keys.py",
        "return KeySql((columns.text(reference, query.json_values),), single)",
        "text = columns.text(reference, query.json_values)\n"
        '    return KeySql((text,), single, (sql("{} IS NOT NULL", text),))',
    ),
    Bug(
        "a copy cuts the ties of top values",
        "columnar/given_groups.py",
        '"WITH every AS ({}) SELECT * FROM every WHERE (part_0 >= (SELECT min(part_0) FROM"\n'
        '        " (SELECT part_0 FROM every ORDER BY part_0 DESC NULLS LAST LIMIT {})))'
        ' IS NOT FALSE",\n',
        '"SELECT * FROM ({}) AS every ORDER BY part_0 DESC NULLS LAST, key_0 DESC LIMIT {}",\n',
    ),
    # States
    Bug(
        "a copy takes rows for stored whose insertion failed",
        "columnar/copy.py",
        "        with transaction(session):\n            insert_rows(",
        "        self.set_version(connection, evolve(now, last_row=read.last))\n"
        "        with transaction(session):\n            insert_rows(",
    ),
    Bug(
        "two engines of a process share the file of a copy",
        "columnar/database.py",
        "            if path in _held:\n",
        "            if path in _held and not path.exists():\n",
    ),
    Bug(
        "a copy is used whose file another process has removed",
        "columnar/database.py",
        "return self.path is not None and not self.path.exists()",
        "return False",
    ),
    Bug(
        "columns of a copy are read from promoted paths",
        "columnar/plan_reader.py",
        "columns = UsedColumns(plan.dataset, column_context(plan), native, projects)",
        "columns = UsedColumns(plan.dataset, context, native, projects)",
    ),
    Bug(
        "a copy keeps the marks of a column that it drops",
        "columnar/copy_steps.py",
        "        copy.lose_marks(session)\n",
        "",
    ),
)
