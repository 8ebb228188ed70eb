"""Domains of other scripts, as mail servers and name servers know them."""

from __future__ import annotations

from contextlib import suppress

import idna


def ascii_domain(domain: str) -> str:
    """By IDNA 2008, as browsers do it: Python's own codec takes `faß.de` for `fass.de`, which is another domain. It is
    asked for what only the older rules know, such as signs that are no letters.
    """
    if domain.isascii():
        return domain
    for encode in (_idna_2008, _idna_2003):
        with suppress(UnicodeError):
            return encode(domain)
    return domain


def _idna_2008(domain: str) -> str:
    return idna.encode(domain, uts46=True).decode()


def _idna_2003(domain: str) -> str:
    return domain.encode("idna").decode()


def on_the_wire(address: str) -> str:
    """`Ada <ada@faß.de>` as mail servers know it, `Ada <ada@xn--fa-hia.de>`."""
    before, at, domain = address.rpartition("@")
    name = domain.rstrip("> ")
    return f"{before}@{ascii_domain(name)}{domain[len(name) :]}" if at else address


def one_spelling(address: str) -> str:
    """How an address is kept and looked up: two spellings of a domain are one account."""
    return on_the_wire(address.strip()).lower()
