"""Compiles a Plan to SQLite's SQL."""
