"""The nouns that all packages share: events, fields, timestamps, JSON text, SQL, errors."""
