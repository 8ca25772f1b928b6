"""Web origins (RFC 6454)."""

WEB_ORIGIN = r"[a-z][a-z0-9+.-]*://[^/?#A-Z]+"
"""Pattern of an origin as browsers send it: in lower case, and without a path."""
