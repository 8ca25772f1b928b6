"""SQLite SQL: written from a Plan, with the SQL functions that it calls."""

from evsrv.sql.compiler import (
    Statement,
    compile_documents,
    compile_keys,
    compile_news,
    compile_plan,
    compile_rows,
)
from evsrv.sql.functions import register

__all__ = [
    "Statement",
    "compile_documents",
    "compile_keys",
    "compile_news",
    "compile_plan",
    "compile_rows",
    "register",
]
