"""OpenID Connect as far as we need it: the code flow with PKCE, and every check of what comes back.

No library does all of them: allauth's provider sends no nonce, takes an ID token of the token endpoint without its
signature, and asks for somebody's data without comparing whose they are (docs/decisions/oidc.md).
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from oidc import sealing
from oidc.models import LONGEST_SUBJECT, Provider
from web import outside

WELL_KNOWN = "/.well-known/openid-configuration"
LONGEST_ANSWER = 256 * 1024  # bytes; documents of large providers have a tenth of that
SECONDS = 5.0  # for one question to a provider, everything together; somebody waits in front of a page
SCOPE = "openid email profile"
LEEWAY = 60  # seconds by which two clocks may differ
# Signatures with a key that the provider alone has. Never "none", and never HS256: there the secret would be the key.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
KEY_TYPES = {"R": "RSA", "P": "RSA", "ES": "EC", "Ed": "OKP"}
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ENDPOINTS = (*REQUIRED, "userinfo_endpoint")
USED = (
    *("issuer", *ENDPOINTS),
    *("token_endpoint_auth_methods_supported", "authorization_response_iss_parameter_supported"),
)


class Trouble(Exception):
    """`str(trouble)` is a sentence for an admin. Visitors read another one."""


class Away(Trouble):
    """It does not answer, or not in a way that says anything."""


class Untrue(Trouble):
    """It answered, and what it says must not be believed."""


class SecretLost(Trouble):
    """Nothing can be asked of it: what proves who we are cannot be read."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider says that somebody is. The address and the name are for joining alone."""

    subject: str
    email: str = ""
    is_verified: bool = False
    name: str = ""


# --- what a provider says of itself ------------------------------------------------------------------------------


def tidy_issuer(typed: str) -> str:
    """The issuer that an admin means, who may have copied the address of its document."""
    return typed.strip().removesuffix(WELL_KNOWN).removesuffix("/")


def document_of(issuer: str) -> dict[str, Any]:
    """The parts of its discovery document that we use. Raises Trouble."""
    said = _asked("GET", f"{issuer.removesuffix('/')}{WELL_KNOWN}")
    # Exactly as it stands there is how it stands in every token; only a stroke at the end is easily lost in copying.
    if str(said.get("issuer", "")).removesuffix("/") != issuer.removesuffix("/"):
        raise Untrue(_("The document there speaks of another provider: %(issuer)s") % {"issuer": said.get("issuer")})
    missing = [name for name in REQUIRED if not isinstance(said.get(name), str)]
    if missing:
        raise Untrue(_("Its document says nothing of: %(names)s") % {"names": ", ".join(missing)})
    for name in ENDPOINTS:
        if said.get(name) and not _may_lead_to(str(said[name])):
            raise Untrue(_("Its document names an address that cannot be used: %(name)s") % {"name": name})
    signs = said.get("id_token_signing_alg_values_supported", ["RS256"])
    if not set(map(str, signs if isinstance(signs, list) else [])) & set(ALGORITHMS):
        raise Untrue(_("It signs in no way that can be checked here."))
    return {name: said[name] for name in USED if name in said}


def keys_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its public keys. Raises Trouble."""
    keys = _asked("GET", document["jwks_uri"]).get("keys")
    usable = [key for key in keys if _is_for_signing(key)] if isinstance(keys, list) else []
    if not usable:
        raise Untrue(_("It shows no key with which it signs."))
    return usable


def _is_for_signing(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in KEY_TYPES.values() and key.get("use", "sig") == "sig"


def _may_lead_to(url: str) -> bool:
    try:
        _target(url)
    except outside.Unreached:
        return False
    return not urlsplit(url).fragment


# --- there and back --------------------------------------------------------------------------------------------------


def address_to_ask_at(provider: Provider, *, back: str, state: str, nonce: str, verifier: str) -> str:
    """Where a browser goes to sign in."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    parts = urlsplit(provider.document["authorization_endpoint"])
    query = "&".join(filter(None, (parts.query, urlencode(asked))))
    return urlunsplit(parts._replace(query=query))


def challenge(verifier: str) -> str:
    """RFC 7636: what is sent ahead of a secret, which only whoever asked can show afterwards."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def check_sender(provider: Provider, given: str | None) -> None:
    """RFC 9207: an answer that names another provider was meant for another one. Raises Untrue."""
    if given is None and not provider.document.get("authorization_response_iss_parameter_supported"):
        return
    if given != provider.document["issuer"]:
        raise Untrue(_("The answer came from another provider."))


def tokens_for(provider: Provider, *, code: str, verifier: str, back: str) -> tuple[str, str]:
    """The ID token, and the one that asks for their data. Raises Trouble."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    methods = provider.document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    secret = _secret_of(provider)
    if secret and "client_secret_basic" in methods:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = provider.client_id
        if secret:
            form["client_secret"] = secret
    said = _asked("POST", provider.document["token_endpoint"], urlencode(form).encode(), headers)
    if not isinstance(said.get("id_token"), str) or not isinstance(said.get("access_token"), str):
        raise Untrue(_("It gave no ID token."))
    return said["id_token"], said["access_token"]


def _secret_of(provider: Provider) -> str:
    try:
        return sealing.secret_of(provider)
    except sealing.Unreadable:
        raise SecretLost from None


def claims_of(provider: Provider, keys: list[dict[str, Any]], token: str, *, nonce: str) -> dict[str, Any]:
    """What the ID token says, once its signature, issuer, audience, times and nonce are right. Raises Trouble."""
    import jwt  # with its keys it weighs some megabytes: whoever signs in this way loads it

    options: Any = {"require": ["iss", "sub", "aud", "exp", "iat"], "enforce_minimum_key_length": True}
    for key in keys:
        try:
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, _algorithm_for(token, key)),
                algorithms=list(ALGORITHMS),
                issuer=provider.document["issuer"],
                audience=provider.client_id,
                leeway=LEEWAY,
                options=options,
            )
            break
        except jwt.InvalidAudienceError:
            raise Untrue(_("Its word was meant for somebody else, not for this community.")) from None
        except jwt.InvalidIssuerError:
            raise Untrue(_("Its word names another provider.")) from None
        except jwt.ExpiredSignatureError:
            raise Untrue(_("Its word has run out. Are the clocks right, here and there?")) from None
        except (jwt.ImmatureSignatureError, jwt.MissingRequiredClaimError, jwt.InvalidIssuedAtError):
            raise Untrue(_("Its word leaves out something, or comes from the future.")) from None
        except (jwt.PyJWTError, ValueError, TypeError):
            continue  # not of this key
    else:
        raise UnknownKey(_("Its word is not signed with one of its keys."))
    return _checked(claims, provider, nonce)


class UnknownKey(Untrue):
    """No key fits: perhaps it has a new one since we looked."""


def _algorithm_for(token: str, key: Mapping[str, Any]) -> str:
    """The one that the token names, if this key is for it. Raises ValueError."""
    import jwt

    head = jwt.get_unverified_header(token)
    name = str(head.get("alg"))
    kind = next((kty for start, kty in KEY_TYPES.items() if name.startswith(start)), None)
    is_named = "kid" not in head or "kid" not in key or head["kid"] == key["kid"]
    if name not in ALGORITHMS or kind != key.get("kty") or key.get("alg", name) != name or not is_named:
        raise ValueError
    return name


def _checked(claims: dict[str, Any], provider: Provider, nonce: str) -> dict[str, Any]:
    """What jwt does not look at."""
    if claims.get("nonce") != nonce:
        raise Untrue(_("Its word was given for another sign-in."))
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (many or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise Untrue(_("Its word was meant for somebody else, not for this community."))
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject.isascii() or not subject.isprintable():
        raise Untrue(_("It does not say who somebody is."))
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Untrue(_("It does not say who somebody is."))
    return claims


def person_in(provider: Provider, claims: Mapping[str, Any], access_token: str) -> Person:
    """With the address and the name, asked for where the token does not hold them. Raises Trouble."""
    said: Mapping[str, Any] = claims
    endpoint = provider.document.get("userinfo_endpoint")
    if not claims.get("email") and endpoint:
        said = _asked("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        if said.get("sub") != claims["sub"]:
            raise Untrue(_("It told us somebody else’s data."))
    return Person(
        claims["sub"],
        _words(said.get("email")),
        said.get("email_verified") is True,  # nothing but a plain yes: "false" is a word that is not empty
        _words(said.get("name")) or _words(said.get("preferred_username")),
    )


def _words(said: Any) -> str:
    """Without halves of signs, which JSON can hold, and no page."""
    return said.encode(errors="ignore").decode() if isinstance(said, str) else ""


# --- asking ----------------------------------------------------------------------------------------------------------


def _target(url: str) -> outside.Target:
    """By https to a public name; or where whoever runs the server allowed more (OIDC_INSIDE). Raises Unreached."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise outside.Unreached from None
    if f"{parts.scheme}://{parts.netloc}" in settings.OIDC_INSIDE:
        return outside.inside(url)
    to = outside.target(url)
    if to.scheme != "https":
        raise outside.Unreached
    return to


def _asked(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The object that it answers. No redirect is followed. Raises Trouble."""
    asked = {"Accept": "application/json", "Accept-Encoding": "identity"} | dict(headers or {})
    try:
        to = _target(url)
    except outside.Unreached:
        raise Away(_("%(host)s is no address that this server may ask.") % {"host": url}) from None
    try:
        status, content = outside.ask(method, to, _read, seconds=SECONDS, body=body, headers=asked)
    except (OSError, ValueError, http.client.HTTPException):
        raise Away(_("%(host)s does not answer.") % {"host": to.host}) from None
    said = _object_in(content)
    if status != 200:
        why = (said or {}).get("error")
        what = f"{status} {why}" if isinstance(why, str) and len(why) < 60 else str(status)
        kind = Untrue if 400 <= status < 500 else Away  # it will say so again
        raise kind(_("%(host)s answered with an error: %(what)s") % {"host": to.host, "what": what})
    if said is None:
        raise Away(_("%(host)s answered with something else.") % {"host": to.host})
    return said


def _object_in(content: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _read(response: http.client.HTTPResponse) -> tuple[int, bytes]:
    content = response.read(LONGEST_ANSWER + 1)
    if len(content) > LONGEST_ANSWER:
        raise ValueError("too long")
    return response.status, content
