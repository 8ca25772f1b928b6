"""The SQL functions of texts, which a migration creates: lower case, case folding, hosts of URLs.

PostgreSQL has them only for some collations, with the tables of Unicode of the server's version.
"""

import json
from collections.abc import Iterable, Mapping

from evsrv.postgresql.letter_case import folded_case, lower_case


def _case_function(name: str, letters: Mapping[str, str]) -> str:
    """Render a function that replaces letters, and the capitals of ASCII."""
    return f"""
CREATE OR REPLACE FUNCTION {name}(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- By this collation it is the lower case of ASCII alone.
  result text COLLATE "C" := lower(t COLLATE "C");
  letter text COLLATE "C";
BEGIN
  IF octet_length(t) = length(t) THEN RETURN result; END IF;
  -- No replacement has a letter that is replaced, so one after the other has the same result.
  LOOP
    letter := substring(result FROM '[{_class(letters)}]');
    EXIT WHEN letter IS NULL;
    result := replace(result, letter, '{json.dumps(letters)}'::jsonb ->> letter);
  END LOOP;
  RETURN result;
END $$"""


def _class(letters: Iterable[str]) -> str:
    """Render letters, which are sorted, as the inside of a bracket expression."""
    runs: list[list[int]] = []
    for point in map(ord, letters):
        if runs and runs[-1][-1] == point - 1:
            runs[-1][1:] = [point]
        else:
            runs.append([point])
    return "".join("-".join(f"\\U{point:08x}" for point in run) for run in runs)


_LOWER = _case_function("evsrv_lower", lower_case())
_CASEFOLD = _case_function("evsrv_casefold", folded_case())

_DOMAIN = r"""
CREATE OR REPLACE FUNCTION evsrv_domain(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  authority text := substring(left(t, 2009) FROM '^[Hh][Tt][Tt][Pp][Ss]?://([^/?#]*)');
BEGIN
  IF length(authority) > 2000 THEN RETURN NULL; END IF;
  -- Behind the user a host, which has no space of Unicode, and a port.
  RETURN evsrv_lower(substring(authority FROM '^(?:.*@)?(\[[0-9A-Fa-f:.]+\]|'
    '[^\u0001-\u0020\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000'
    '\[\]:@"<>\\^`{|}]+)(?::[0-9]*)?$'));
END $$"""

TEXT_FUNCTIONS = (_LOWER, _CASEFOLD, _DOMAIN)
"""Statements that create the functions, in the order of their dependencies."""
