"""Types that all packages share: events, fields, timestamps, JSON text, SQL, errors."""
