"""The second version of the language in plain Python, from its contract alone.

`answer(rows, query, now)` returns the whole expected answer. No line of evsrv is used: each row has
its local time from `zoneinfo`, one by one, and groups are lists.
"""

from semantics.language.answers import Answer, answer

__all__ = ["Answer", "answer"]
