"""The SQL functions of compiled queries, which a migration creates.

They are immutable, so an index may have them. Text in them is compared by the collation "C".
"""

from evsrv.postgresql.text_functions import TEXT_FUNCTIONS

_DOUBLE = """
CREATE OR REPLACE FUNCTION evsrv_double(t text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  -- The text is a plain decimal. The result is the double nearest to it: by its shortest digits
  -- below 2^53, else by all of them, as jsonb has doubles. Infinite ones are NULL.
  SELECT CASE
    WHEN length(split_part(n.digits, '.', 1)) > 309 THEN NULL
    WHEN abs(n.cut::numeric) >= 2::numeric ^ 1024 - 2::numeric ^ 970 THEN NULL
    WHEN abs(n.cut::numeric) <= 2.47032822920623272e-324 THEN 0.0
    WHEN abs(n.cut::numeric) >= 9007199254740992 THEN sign(n.cut::numeric) * (
      SELECT (d.value / 2::float8 ^ d.shift)::bigint * (2::numeric ^ d.shift)
      FROM (SELECT abs(n.cut::float8) AS value,
        greatest(0, ceil(log(2, abs(n.cut::numeric)))::integer - 60) AS shift) AS d
    )::numeric(1000, 0) + 0.0
    ELSE n.cut::float8::text::numeric + 0.0
  END
  FROM (SELECT ltrim(ltrim(t, '-'), '0') AS digits, left(t, 1500) AS cut) AS n
$$"""

_NUMBER = """
CREATE OR REPLACE FUNCTION evsrv_number(t text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    WHEN t !~ '^-?[0-9]+(\\.[0-9]+)?$' THEN NULL
    WHEN position('.' IN t) = 0 AND length(ltrim(ltrim(t, '-'), '0')) <= 19
      AND ('0' || ltrim(ltrim(t, '-'), '0'))::numeric
        <= CASE WHEN t LIKE '-%' THEN 9223372036854775808 ELSE 9223372036854775807 END
    THEN CASE WHEN t LIKE '-%' THEN -1 ELSE 1 END * ('0' || ltrim(ltrim(t, '-'), '0'))::numeric
    ELSE evsrv_double(CASE WHEN t LIKE '-%' THEN '-' ELSE '' END
      || '0' || ltrim(ltrim(t, '-'), '0'))
  END
$$"""

_NUMBER_TEXT = """
CREATE OR REPLACE FUNCTION evsrv_number_text(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  -- The text of a jsonb number as JSON text has it in results.
  SELECT CASE
    WHEN position('.' IN t) = 0 THEN t
    WHEN length(t) < 18 AND t NOT LIKE '0.00000%' AND t NOT LIKE '-0.00000%' THEN t
    WHEN t::numeric = 0 THEN t
    WHEN abs(t::numeric) < 1e-5 THEN replace(t::float8::text, 'e-0', 'e-')
    WHEN abs(t::numeric) < 1e16 THEN t
    -- Not the text of a float8: its digits are not the shortest that are read as the same double.
    ELSE (
      SELECT CASE WHEN t LIKE '-%' THEN '-' ELSE '' END || left(d.digits, 1)
        || CASE WHEN rtrim(d.digits, '0') LIKE '__%'
          THEN '.' || substr(rtrim(d.digits, '0'), 2) ELSE '' END
        || 'e+' || length(d.digits) - 1
      FROM (
        SELECT round(abs(t::numeric), n - position('.' IN ltrim(t, '-')) + 1)::numeric(1000, 0)
          ::text AS digits, n
        FROM generate_series(1, 17) AS g (n)
      ) AS d
      WHERE CASE WHEN d.digits::numeric < 2::numeric ^ 1024 - 2::numeric ^ 970
        THEN d.digits::float8 = abs(t::float8) END
      ORDER BY d.n LIMIT 1
    )
  END
$$"""

_CANONICAL = """
CREATE OR REPLACE FUNCTION evsrv_canonical(j jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN CASE jsonb_typeof(j)
    WHEN 'number' THEN evsrv_number_text(j::text)
    WHEN 'array' THEN (
      SELECT '[' || coalesce(string_agg(evsrv_canonical(v), ',' ORDER BY n), '') || ']'
      FROM jsonb_array_elements(j) WITH ORDINALITY AS a (v, n))
    WHEN 'object' THEN (
      SELECT '{' || coalesce(
        string_agg(to_jsonb(k)::text || ':' || evsrv_canonical(v), ',' ORDER BY k COLLATE "C"), '')
        || '}'
      FROM jsonb_each(j) AS o (k, v))
    ELSE j::text END;
END $$"""

_TEXT = """
CREATE OR REPLACE FUNCTION evsrv_text(j jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j)
    WHEN 'string' THEN j #>> '{}'
    WHEN 'number' THEN evsrv_number_text(j::text)
    WHEN 'boolean' THEN j::text
    WHEN 'null' THEN NULL
    ELSE evsrv_canonical(j)
  END
$$"""

_JSON_TYPE = """
CREATE OR REPLACE FUNCTION evsrv_json_type(j jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(j)
    WHEN 'string' THEN 'text'
    WHEN 'number' THEN CASE WHEN j::text LIKE '%.%' THEN 'real' ELSE 'integer' END
    WHEN 'boolean' THEN j::text
    ELSE jsonb_typeof(j)
  END
$$"""

_ELEMENTS = """
CREATE OR REPLACE FUNCTION evsrv_elements(j jsonb) RETURNS TABLE (key text, value jsonb)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT k, v FROM jsonb_each(CASE WHEN jsonb_typeof(j) = 'object' THEN j END) AS o (k, v)
  UNION ALL
  SELECT (n - 1)::text, v
  FROM jsonb_array_elements(CASE WHEN jsonb_typeof(j) = 'array' THEN j END)
    WITH ORDINALITY AS a (v, n)
  UNION ALL
  SELECT NULL, j WHERE jsonb_typeof(j) NOT IN ('object', 'array')
$$"""

_ISO = """
CREATE OR REPLACE FUNCTION evsrv_iso(ms bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_char(timestamp '1970-01-01' + ms / 1000 * interval '1 second'
    + ms % 1000 * interval '1 millisecond', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$"""

_INSTANT = r"""
CREATE OR REPLACE FUNCTION evsrv_instant(t text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  -- Each part is checked by itself: PostgreSQL's timestamps have 24:00, second 60 and more.
  SELECT s.seconds * 1000 + rpad(left(coalesce(s.fraction, ''), 3), 3, '0')::bigint
  FROM (
    SELECT (p.era * 146097 + p.doe - 719468) * 86400 + p.hour * 3600 + p.minute * 60 + p.second
      - p.offset_sign * (p.offset_hours * 3600 + p.offset_minutes * 60) AS seconds,
      p.fraction
    FROM (
      SELECT q.*, q.y / 400 AS era,
        (q.y % 400) * 365 + q.y % 400 / 4 - q.y % 400 / 100
          + (153 * (q.month + CASE WHEN q.month > 2 THEN -3 ELSE 9 END) + 2) / 5
          + q.day - 1 AS doe
      FROM (
        SELECT m[2]::bigint AS month, m[3]::bigint AS day,
          m[1]::bigint AS year,
          m[1]::bigint - CASE WHEN m[2]::bigint <= 2 THEN 1 ELSE 0 END AS y,
          coalesce(m[4], '0')::bigint AS hour, coalesce(m[5], '0')::bigint AS minute,
          coalesce(m[6], '0')::bigint AS second, m[7] AS fraction,
          CASE m[8] WHEN '-' THEN -1 ELSE 1 END AS offset_sign,
          coalesce(m[9], '0')::bigint AS offset_hours,
          coalesce(m[10], '0')::bigint AS offset_minutes
        FROM regexp_match(t, '^([0-9]{4})-([0-9]{2})-([0-9]{2})'
          || '(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?'
          || '(?:[Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?$') AS r (m)
      ) AS q
      WHERE q.year >= 1 AND q.month BETWEEN 1 AND 12 AND q.day >= 1
        AND q.day <= CASE
          WHEN q.month <> 2 THEN 30 + (q.month + q.month / 8) % 2
          WHEN q.year % 4 = 0 AND (q.year % 100 <> 0 OR q.year % 400 = 0) THEN 29
          ELSE 28 END
        AND q.hour <= 23 AND q.minute <= 59 AND q.second <= 59
        AND q.offset_hours <= 23 AND q.offset_minutes <= 59
    ) AS p
  ) AS s
  WHERE s.seconds BETWEEN -62135596800 AND 253402300799
$$"""

_WALL_CLOCK = """
CREATE OR REPLACE FUNCTION evsrv_wall_clock(ms bigint, changes bigint[], offsets bigint[])
RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  -- The zones' rules repeat with the calendar, every 400 years.
  SELECT ms + offsets[width_bucket(CASE WHEN ms >= 16725184560000
    THEN (ms - 4102403760000) % 12622780800000 + 4102403760000 ELSE ms END, changes) + 1]
$$"""

_AROUND = """
CREATE OR REPLACE FUNCTION evsrv_around(sorted numeric[], percent integer) RETURNS numeric[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  place integer := percent::bigint * (cardinality(sorted) - 1) / 100 + 1;
BEGIN
  RETURN sorted[place:place + 1];
END $$"""

_NUMERIC_BUCKET = """
CREATE OR REPLACE FUNCTION evsrv_numeric_bucket(n numeric, width float8, origin float8)
RETURNS float8 LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- The steps of SQLite's arithmetic in doubles. If one is infinite, the result is NULL; here it
  -- would be an error, as one that becomes zero. So each is tried with halves before.
  half_of_all CONSTANT float8 := 1.7976931348623157e308 / 2;
  half_origin CONSTANT float8 := CASE WHEN abs(origin) < 1 THEN 0 ELSE origin / 2 END;
  distance float8;
  index float8;
  product float8;
BEGIN
  IF abs(CASE WHEN abs(n) < 1 THEN 0 ELSE n::float8 / 2 END - half_origin) > half_of_all
  THEN RETURN NULL; END IF;
  distance := n::float8 - origin;
  IF width < 1 AND abs(distance) > 1e-300 THEN
    IF abs(distance) / 2 > half_of_all * width THEN RETURN NULL; END IF;
    IF abs(distance) / 2 / width > half_of_all THEN RETURN NULL; END IF;
  END IF;
  index := CASE
    WHEN distance >= 0 AND distance < width THEN 0
    WHEN width >= 1 AND 2 * least(abs(distance), 1) <= width * 5e-324::float8 THEN 0
    WHEN distance < 0 AND distance > -width THEN -1
    ELSE floor(distance / width) END;
  IF width > 1 AND abs(index) / 2 * width > half_of_all THEN RETURN NULL; END IF;
  product := index * width;
  IF abs(CASE WHEN abs(product) < 1 THEN 0 ELSE product / 2 END + half_origin) > half_of_all
  THEN RETURN NULL; END IF;
  RETURN product + origin;
END $$"""

FUNCTIONS = (
    _DOUBLE,
    _NUMBER,
    _NUMBER_TEXT,
    _CANONICAL,
    _TEXT,
    _JSON_TYPE,
    _ELEMENTS,
    _ISO,
    _INSTANT,
    _WALL_CLOCK,
    _AROUND,
    _NUMERIC_BUCKET,
    *TEXT_FUNCTIONS,
)
"""Statements that create the functions, in the order of their dependencies."""
