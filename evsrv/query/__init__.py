"""The query language: from a JSON document to a Plan."""
