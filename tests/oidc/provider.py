"""A small OpenID provider of our own, over real HTTP, that can be told to lie."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from oidc import protocol

CLIENT = "our-community"
SECRET = "a secret: with a colon and 100 %"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY = new_key()


def public(key: rsa.RSAPrivateKey, kid: str = "one", **more: str) -> dict[str, Any]:
    return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig", "alg": "RS256"} | more


@dataclass
class FakeProvider:
    """`claims` are laid over what a token says truly; `document` over what it says of itself."""

    port: int
    key: Any = field(default_factory=lambda: KEY)
    kid: str = "one"
    algorithm: str = "RS256"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(KEY)])
    document: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    status: int = 200  # of everything that it answers
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # what each was asked for with

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says_of_itself(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "me"}
        return {
            "issuer": self.origin,
            **{f"{name}_endpoint": f"{self.origin}/{path}" for name, path in paths.items()},
            "jwks_uri": f"{self.origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        } | self.document

    def code_for(self, there: str) -> tuple[str, str]:
        """Somebody was led `there` and signed in: the code and the state that they bring back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return code, asked["state"]

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        said = {"iss": self.origin, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        said = {name: value for name, value in (said | self.claims).items() if value is not None}
        return jwt.encode(said, self.key, algorithm=self.algorithm, headers={"kid": self.kid})

    def answer(self, method: str, path: str, body: dict[str, str], headers: Any) -> tuple[int, Any]:
        self.asked.append(path)
        if self.status != 200:
            return self.status, {"error": "out_of_order"}
        match path:
            case protocol.WELL_KNOWN:
                return 200, self.says_of_itself()
            case "/keys":
                return 200, {"keys": self.keys}
            case "/token":
                return self._token(body, headers)
            case "/me":
                return 200, {"sub": "7"} | self.userinfo
        return 404, {}

    def _token(self, body: dict[str, str], headers: Any) -> tuple[int, Any]:
        asked = self.codes.pop(body.get("code", ""), None)
        is_ours = headers["Authorization"] == BASIC
        fits = asked is not None and protocol.challenge(body.get("code_verifier", "")) == asked["code_challenge"]
        if not is_ours or not fits or asked is None or body["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opens", "token_type": "Bearer", "id_token": self.id_token(asked)}


# base64 of "our-community:a+secret%3A+with+a+colon+and+100+%25" (RFC 6749, section 2.3.1)
BASIC = "Basic b3VyLWNvbW11bml0eTphK3NlY3JldCUzQSt3aXRoK2ErY29sb24rYW5kKzEwMCslMjU="


@contextmanager
def running() -> Iterator[FakeProvider]:
    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            there = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            if there.path == "/authorize":  # whoever comes has signed in already
                code, state = fake.code_for(self.path)
                asked = fake.codes[code]
                self.send_response(303)
                self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}")
                self.end_headers()
                return
            status, said = fake.answer(self.command, there.path, body, self.headers)
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _do

        def log_message(self, *_words: Any) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakeProvider(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
