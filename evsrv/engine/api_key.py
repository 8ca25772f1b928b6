"""API keys as requests are authenticated with them."""

import hashlib
from typing import Literal

from attrs import frozen

KeyKind = Literal["api", "web"]


@frozen
class ApiKey:
    """A stored key, without its secret; the attributes are columns of `api_keys`."""

    id: str
    kind: KeyKind
    """`api` reads and writes, `web` only writes."""
    organization_id: str
    project_id: str | None
    """None: the key covers the whole organization."""
    integration_id: str | None
    created_at: int
    """Epoch milliseconds, UTC."""
    revoked_at: int | None


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 hash by which a secret is stored and found."""
    # A client's header may hold lone surrogates: aiohttp decodes header bytes so.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
