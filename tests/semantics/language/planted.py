"""Bugs of the second language to plant, as in `semantics.planted`."""

from semantics.planted import Bug

LANGUAGE_BUGS = (
    # Time zones, ranges and buckets
    Bug(
        "the repeated hour is one bucket",
        "calendar/bucket_walk.py",
        "return Key(start, end, None if unit.made_of_days else offset)",
        "return Key(start, end, None)",
    ),
    Bug(
        "week to date begins on Monday, whatever the week start",
        "calendar/step.py",
        "days = (day.weekday() - calendar.week_start) % _WEEKDAYS",
        "days = day.weekday()",
    ),
    Bug(
        "a week bucket begins on Monday, whatever the week start",
        "plugin/time_unit.py",
        "if weekday == 0 or not self.follows_week_start or length is None:",
        "if True:",
    ),
    Bug(
        "the end of a range is inclusive",
        "calendar/interval.py",
        "return TimeRange(self.start, self.end - 1)",
        "return TimeRange(self.start, self.end)",
    ),
    Bug(
        "a day that the month lacks runs over into the next month",
        "calendar/step.py",
        "moved = date(year, month + 1, min(day.day, last))",
        "moved = date(year, month + 1, 1) + timedelta(days=day.day - 1)",
    ),
    Bug(
        "a day without midnight is moved as a clock time",
        "calendar/step.py",
        "if instant == first_instant(zone, local.date()):",
        "if False:",
    ),
    Bug(
        "a repeated clock time is the later one",
        "calendar/local_time.py",
        "    for stretch, offset in found:\n        if stretch.start <= clock",
        "    for stretch, offset in reversed(found):\n        if stretch.start <= clock",
    ),
    Bug(
        "an interval of days is compared by its exact length",
        "calendar/ranges.py",
        "return Step(days=(last - first).days)",
        "return Step(milliseconds=interval.end - interval.start)",
    ),
    Bug(
        "hours are those of the whole bucket",
        "sqlite/compiler/aligned_buckets.py",
        "bucket.length / HOUR_MS)",
        "(bucket.pieces[-1].end - bucket.start) / HOUR_MS)",
    ),
    # Filled and compared buckets
    Bug(
        "only the buckets of one page are filled",
        "sqlite/compiler/result_rows.py",
        'return sql("result_rows ({}) AS (\\nSELECT start FROM aligned\\n)", bucket)',
        "return sql(\n"
        '            "result_rows ({}) AS (\\nSELECT start FROM aligned LIMIT {} OFFSET {}\\n)",\n'
        "                *(bucket, bind(self.plan.limit), bind(self.plan.offset)),\n"
        "            )",
    ),
    Bug(
        "buckets are compared by the hour and day, not by their number",
        "sqlite/compiler/aligned_buckets.py",
        "starts = [bucket.start for bucket in compared.buckets] if compared else []",
        "starts = sorted(\n"
        "        (bucket.start for bucket in (compared or timeline).buckets),\n"
        "        key=lambda start: start % (24 * HOUR_MS),\n"
        "    )",
    ),
    Bug(
        "what is compared with no bucket is 0",
        "sqlite/compiler/result_rows.py",
        'return sql("CASE WHEN aligned.compared_start IS NOT NULL THEN {} END", value)',
        "return value",
    ),
    Bug(
        "rows of the compared range alone are not shown",
        "sqlite/compiler/result_rows.py",
        "parts = (one.select(names) for one in self.groups_of_ranges)",
        "parts = (one.select(names) for one in self.groups_of_ranges[:1])",
    ),
    # Aggregations over other events
    Bug(
        "over goes over one bucket too few",
        "sqlite/compiler/bounds.py",
        "max(0, end - buckets) : end",
        "max(0, end - buckets + 1) : end",
    ),
    Bug(
        "over is cut by the start of the range",
        "sqlite/compiler/bounds.py",
        "members = timeline.buckets if buckets is None else timeline.whole",
        "members = timeline.buckets",
    ),
    Bug(
        "within goes over the group alone",
        "sqlite/compiler/subgroups.py",
        "if isinstance(self.window, Within):",
        "if isinstance(self.window, Within) and not self.window.keys:",
    ),
    Bug(
        "the filter of an aggregation hides groups",
        "sqlite/compiler/subgroups.py",
        "return self._table.conditions",
        "filtered = [one for one in self.aggregations if one.where is not None]\n"
        '        empty = [sql("{} > 0", self.name_of(one)) for one in filtered]\n'
        "        return (*empty, *self._table.conditions)",
    ),
    # Formulas, ranks and having
    Bug(
        "having hides rows before they are ranked",
        "sqlite/compiler/composed_groups.py",
        'computed, source = computed_tables("computed", source, self.groups)',
        "from evsrv.query.column_predicate import columns_of_predicate\n"
        "        from evsrv.sqlite.compiler.having import render_having\n\n"
        "        having = self.plan.having\n"
        "        if having is not None and all(\n"
        "            isinstance(one, Aggregation) for one in columns_of_predicate(having)\n"
        "        ):\n"
        "            hidden = render_having(having, self.groups)\n"
        '            source = sql("(SELECT * FROM {} WHERE {})", source, hidden)\n'
        '        computed, source = computed_tables("computed", source, self.groups)',
    ),
    Bug(
        "equal rows share a rank",
        "sqlite/compiler/formulas.py",
        'return sql("row_number() OVER ({}ORDER BY {})", partition, join(", ", order))',
        'return sql("rank() OVER ({}ORDER BY {})", partition, order[0])',
    ),
    Bug(
        "coalesce takes the last value",
        "sqlite/compiler/formulas.py",
        "for one in expression.expressions])",
        "for one in reversed(expression.expressions)])",
    ),
    Bug(
        "a division by zero is zero",
        "sqlite/compiler/formulas.py",
        'right = sql("nullif({}, 0)", right)',
        'return sql("coalesce({} / nullif({}, 0), {} * 0)", left, right, left)',
    ),
    Bug(
        "formulas of integers are integers",
        "sqlite/compiler/formulas.py",
        'return render_finite(sql("CAST({} AS REAL)", value))',
        "return value",
    ),
    Bug(
        "null matches neq in having",
        "sqlite/compiler/having.py",
        'return sql("{} {} {}", column, Sql(_COMPARISONS[operator]), bind_number(operand))',
        "is_not = Sql({'neq': 'IS NOT'}.get(operator, _COMPARISONS[operator]))\n"
        '    return sql("{} {} {}", column, is_not, bind_number(operand))',
    ),
    # Numeric buckets, top values and functions
    Bug(
        "numbers below zero are in the bucket above",
        "sqlite/compiler/numeric_buckets.py",
        "CAST({} AS INTEGER) - (CAST({} AS INTEGER) > {})",
        "CAST({} AS INTEGER) + 0 * (CAST({} AS INTEGER) > {})",
    ),
    Bug(
        "top values are those of all time",
        "sqlite/compiler/table_source.py",
        'where_clause(render_time_range(self.plan, self.plan.times.time_range), before=" ")',
        'Sql("")',
    ),
    Bug(
        "the greatest of equal values is the top one",
        "sqlite/compiler/top_tables.py",
        "ORDER BY size DESC, {} IS NOT NULL, {}",
        "ORDER BY size DESC, {} IS NULL, {}",
    ),
    Bug(
        "all other values are sorted by their name",
        "sqlite/compiler/group_columns.py",
        "return [self._is_other(column), *keys]",
        "return keys",
    ),
    Bug(
        "a value that reads like the others is one of them",
        "sqlite/compiler/top_values.py",
        'sql("CASE WHEN {} THEN 0 ELSE 1 END", is_top)',
        'sql("0 * ({})", is_top)',
    ),
    Bug(
        "functions of time work in the first offset of the range",
        "sqlite/compiler/local_clock.py",
        "        if not self.changes:\n",
        "        if True:\n",
    ),
)
