"""A small provider of OpenID Connect on this machine: discovery, authorization by code with PKCE, token, user info."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SECRET = "the secret of safeconduct"  # noqa: S105 - of a test


class Provider:
    """Whom the provider says is at the browser, and what it was asked."""

    def __init__(self) -> None:
        self.person = {"sub": "17", "email": "officer@example.com", "name": "Officer O.", "picture": "https://x/y"}
        self.audience = "safeconduct"
        self.challenge = ""
        self.server = HTTPServer(("127.0.0.1", 0), type("Bound", (Answers,), {"provider": self}))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, location: str) -> str:
        """Let the person agree, and return the address that they are sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.challenge = asked["code_challenge"]
        return f"{urlsplit(asked['redirect_uri']).path}?code=good&state={asked['state']}"

    def token(self, form: dict[str, list[str]]) -> dict[str, object]:
        """Give tokens for the code, when the verifier and the secret are right."""
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        if form["code"] != ["good"] or form["client_secret"] != [SECRET] or not proven:
            return {"error": "invalid_grant"}
        claims = {"iss": self.address, "aud": self.audience, "iat": int(time.time()), "exp": int(time.time()) + 60}
        return {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims | self.person, KEY, "RS256", headers={"kid": "1"}),
        }

    def discovery(self) -> dict[str, object]:
        """Say where everything is."""
        names = ("authorization", "token", "userinfo")
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.address}/{name}" for name in names},
        }


class Answers(BaseHTTPRequestHandler):
    """Answers for a provider."""

    provider: ClassVar[Provider]

    def do_GET(self) -> None:
        """Give the description, or who somebody is."""
        self.give(self.provider.person if self.path == "/userinfo" else self.provider.discovery())

    def do_POST(self) -> None:
        """Give tokens."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.give(self.provider.token(parse_qs(body)))

    def give(self, what: dict[str, object] | dict[str, str]) -> None:
        """Send JSON."""
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""
