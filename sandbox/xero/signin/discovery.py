"""What a client of OpenID Connect asks first: where everything is, and the key of id tokens
(OpenID Connect Discovery 1.0; RFC 7515, 7517)."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.common.request import Request

DOCUMENT = "/.well-known/openid-configuration"
KEYS = f"{DOCUMENT}/jwks"
ISSUER = "https://identity.xero.com"
_LOGIN = "https://login.xero.com"
_LOCAL = ("127.0.0.1", "localhost")
_KEY_ID = "sandbox"


def issuer_of(request: Request) -> str:
    """Who signs: the stand-in by the address at which it was asked, or Xero where a client was
    made to believe that it is there."""
    host = request.header("Host")
    return f"http://{host}" if host.partition(":")[0] in _LOCAL else ISSUER


def document(request: Request) -> dict[str, Any]:
    issuer = issuer_of(request)
    login = _LOGIN if issuer == ISSUER else issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{login}/identity/connect/authorize",
        "token_endpoint": f"{issuer}/connect/token",
        "revocation_endpoint": f"{issuer}/connect/revocation",
        "jwks_uri": f"{issuer}{KEYS}",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }


def keys() -> dict[str, Any]:
    numbers = _key().public_key().public_numbers()
    row = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID}
    return {"keys": [{**row, "n": _number(numbers.n), "e": _number(numbers.e)}]}


def signed(claims: dict[str, Any]) -> str:
    """A JWT that the key above proves."""
    header = {"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}
    text = ".".join(_part(json.dumps(each).encode()) for each in (header, claims))
    proof = _key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_part(proof)}"


@cache
def _key() -> rsa.RSAPrivateKey:
    """Another one in each process: nothing that is kept is signed with it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _number(value: int) -> str:
    return _part(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
