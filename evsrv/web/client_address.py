"""The address of a client, behind proxies that are trusted to name it."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web
from attrs import frozen

from evsrv.config import UNIX_SOCKETS

_IPV6_PREFIX_BITS = 64
"""A provider gives each subscriber at least one network of this size."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@frozen
class TrustedProxies:
    """The proxies whose `X-Forwarded-For` is believed."""

    _networks: Sequence[Network]
    _unix: bool

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "TrustedProxies":
        """Parse networks, addresses and `unix`."""
        listed = tuple(entries)
        networks = tuple(ip_network(entry) for entry in listed if entry != UNIX_SOCKETS)
        return cls(networks, UNIX_SOCKETS in listed)

    def client_network(self, request: web.Request) -> str:
        """Return the network of the client that a request comes from.

        That is its IPv4 address, the /64 of its IPv6 address, or `unix`.
        """
        peer = request.transport.get_extra_info("peername") if request.transport else None
        address = _parse(peer[0]) if isinstance(peer, tuple) else None
        if self._trusts(address):
            address = self._forwarded_for(request) or address
        if isinstance(address, IPv6Address):
            return str(IPv6Network((address, _IPV6_PREFIX_BITS), strict=False))
        return UNIX_SOCKETS if address is None else str(address)

    def _forwarded_for(self, request: web.Request) -> Address | None:
        """Return the rightmost address that is not a trusted proxy's.

        All that is left of it can be forged. If each is a proxy's, the leftmost one is returned.
        """
        found = None
        for text in reversed(",".join(request.headers.getall("X-Forwarded-For", ())).split(",")):
            address = _parse(text.strip())
            if address is None:
                return found
            found = address
            if not self._trusts(address):
                return found
        return found

    def _trusts(self, address: Address | None) -> bool:
        if address is None:
            return self._unix
        return any(address in network for network in self._networks)


def _parse(text: str) -> Address | None:
    """Parse an address, with a port or without; return None for other text."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # A socket for both families shows IPv4 addresses so.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
