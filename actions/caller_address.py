"""The network address a browser calls from, also through reverse proxies."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from aiohttp import web

#: How many reverse proxies stand before us and can be trusted to write down whom they pass on.
TRUSTED_PROXIES = web.AppKey("TRUSTED_PROXIES", int)
FORWARDED = "X-Forwarded-For"


def caller_address(request: web.Request) -> str:
    """For counting tries: an IPv4 address, or the /64 network of an IPv6 one, since a household has a whole one.

    Each trusted proxy appends the address it was called from, so the caller's stands that many places from the end;
    what stands before it anybody may have made up. When it is missing or no address, the connection's counts.
    """
    trusted = request.app[TRUSTED_PROXIES]
    if trusted:
        named = [part.strip() for line in request.headers.getall(FORWARDED, []) for part in line.split(",")]
        if len(named) >= trusted and (address := _counted(named[-trusted])) is not None:
            return address
    return _counted(request.remote or "") or "unknown"


def _counted(text: str) -> str | None:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else f"{IPv6Address(int(address) >> 64 << 64)}/64"
