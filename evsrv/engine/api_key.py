"""API keys as requests are authenticated with them."""

import hashlib
import secrets
import string
from functools import cached_property
from typing import Literal, get_args

from attrs import frozen

from evsrv.core.conversation import LoggedWith
from evsrv.core.scope import Scope

KeyKind = Literal["api", "read", "web"]
KEY_KINDS: tuple[KeyKind, ...] = get_args(KeyKind)

_ALPHABET = string.ascii_letters + string.digits
_SECRET_CHARACTERS = 43
"""Each has almost 6 bits, so that there are 256 in all."""


@frozen(kw_only=True)
class ApiKey:
    """A stored key, without its secret; the attributes are columns of `api_keys`."""

    id: str
    kind: KeyKind
    """`api` reads and writes, `read` only reads, `web` only writes."""
    organization_id: str
    project_id: str | None = None
    """None: the key covers the whole organization."""
    integration_id: str | None = None
    name: str | None = None
    origins: tuple[str, ...] = ()
    """The web origins whose pages may use the key; empty for all."""
    created_at: int
    """Epoch milliseconds, UTC, like the other times."""
    expires_at: int | None = None
    """From then on the key is refused."""
    last_used_at: int | None = None
    """The start of the day of the last use."""
    revoked_at: int | None = None

    @property
    def reads(self) -> bool:
        """Return whether the key may read what is stored."""
        return self.kind != "web"

    @property
    def writes(self) -> bool:
        """Return whether the key may send events."""
        return self.kind != "read"

    @property
    def logs_with(self) -> LoggedWith:
        """Return the kind of key that what it logs is logged with."""
        return "web" if self.kind == "web" else "api"

    @cached_property
    def scope(self) -> Scope:
        """Return the scope that the key covers."""
        return Scope(self.organization_id, self.project_id)

    def has_expired(self, now: int) -> bool:
        """Return whether the key has expired at a time in epoch milliseconds."""
        return self.expires_at is not None and self.expires_at <= now


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 hash by which a secret is stored and found."""
    # A client's header may hold lone surrogates: aiohttp decodes header bytes so.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_secret(kind: KeyKind) -> str:
    """Return a random secret for a key."""
    token = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_CHARACTERS))
    return f"evsrv_{kind}_{token}"


def new_key_id() -> str:
    """Return a random id for a key."""
    return f"key_{secrets.token_hex(8)}"
