"""Holds what comes in and goes out against Xero's own OpenAPI description, beside the stand-in.

The description is no part of this project, and openapi-core is needed only here; so all of this
happens in a process of its own, which `Contract` starts and feeds. It is asked afterwards, and has
then looked at every call: what it has seen before in the same shape is not looked at again.
"""

import atexit
import base64
import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
from pathlib import Path
from threading import Lock, Thread
from typing import Any, ClassVar

from sandbox.common.answer import Answer
from sandbox.common.request import Request

TOP = Path(__file__).resolve().parents[2]
ACCOUNTING, IDENTITY = "xero_accounting.yaml", "xero-identity.yaml"
_KEPT_HEADERS = (
    "xero-tenant-id",
    "idempotency-key",
    "if-modified-since",
    "content-type",
    "contenttype",
)


def find_description() -> tuple[str, str]:
    """Where the description is: XERO_OPENAPI names the folder, else it is looked for beside this
    checkout. :return: (folder, ""), or ("", why nothing can be checked)
    """
    folder = Path(os.environ.get("XERO_OPENAPI") or TOP.parent / "shared" / "data" / "xero")
    if not (folder / ACCOUNTING).is_file():
        return "", "Xero's OpenAPI description is not here; XERO_OPENAPI may name its folder"
    if not importlib.util.find_spec("openapi_core"):
        return "", "openapi-core is not installed"
    return str(folder), ""


class Contract:
    """The other process, as the stand-ins of this one see it. It starts with the first of them,
    and ends with this process."""

    _running: ClassVar[dict[str, "Contract"]] = {}
    _starting: ClassVar[Lock] = Lock()

    def __init__(self, folder: str) -> None:
        # Started by a shell that ends at once, so that it is nobody's child: Odoo's tests terminate
        # the children they find. It ends when its input does.
        checker = [sys.executable, "-m", "sandbox.xero.contract_rules", folder]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec 3<&0; "$@" <&3 3<&- &', "sh", *checker],
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": str(TOP)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._asking = Lock()
        self._process.wait(10)
        # A thread, as the process takes seconds to start and the pipe holds little.
        self._feeder = Thread(target=self._feed, daemon=True)
        self._feeder.start()
        atexit.register(self._end)

    @classmethod
    def of(cls, folder: str) -> "Contract":
        with cls._starting:
            if folder not in cls._running:
                cls._running[folder] = cls(folder)
            return cls._running[folder]

    def request(self, name: str, request: Request, region: str) -> None:
        """:param region: of a call to a payroll the description that it is held against"""
        self._notify(name, request, region=region)

    def answer(self, name: str, request: Request, answer: Answer, region: str) -> None:
        said = {
            "region": region,
            "status": answer.status,
            "content_type": answer.content_type,
            "answer": base64.b64encode(answer.body).decode(),
        }
        self._notify(name, request, **said)

    def violations(self, name: str) -> list[str]:
        """What was against the description since the last time, once all is looked at."""
        with self._asking:
            self._put({"ask": name})
            line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise OSError("the process that checks the contract is gone")
        return list(json.loads(line))

    def _notify(self, name: str, request: Request, **said: Any) -> None:
        self._put(
            {
                "name": name,
                "method": request.method,
                "target": request.target,
                "headers": {key: request.header(key) for key in _KEPT_HEADERS},
                "body": base64.b64encode(request.body).decode(),
                **said,
            }
        )

    def _put(self, message: dict[str, Any]) -> None:
        self._waiting.put(json.dumps(message).encode() + b"\n")

    def _feed(self) -> None:
        stdin = self._process.stdin
        while (line := self._waiting.get()) is not None:
            try:
                stdin.write(line)  # type: ignore[union-attr]
                stdin.flush()  # type: ignore[union-attr]
            except OSError:
                return  # whoever asks is told

    def _end(self) -> None:
        self._waiting.put(None)
        self._feeder.join(5)
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
