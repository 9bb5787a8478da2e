"""Telling an application on this machine of what changed."""

import base64
import hashlib
import hmac
import http.client
import time
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 10
LOCAL = ("127.0.0.1", "localhost")


def signature(key: str, body: bytes) -> str:
    """HMAC-SHA256 in base64, as several systems sign."""
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def post(url: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """:return: what the application answered, and after how many seconds"""
    target = urlsplit(url)
    if target.hostname not in LOCAL:
        raise ValueError("events go to this machine only")
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json; charset=utf-8", **headers}
    started = time.monotonic()
    try:
        connection.request("POST", f"{target.path}?{target.query}", body, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    return {
        "status": answer.status,
        "seconds": round(time.monotonic() - started, 3),
        "length": len(content),
        "cookies": answer.getheader("Set-Cookie") or "",
    }
