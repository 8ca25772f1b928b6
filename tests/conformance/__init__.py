"""The contract of the events API, line by line, over HTTP on a real SQLite file."""
