"""One request or answer against Xero's OpenAPI description, by openapi-core.

Known mistakes of the description are mended or allowed here, one by one, each with its reason.

python -m sandbox.xero.contract_rules FOLDER
    Reads exchanges from the standard input, one JSON object a line; {"ask": name} is answered with
    the violations of the stand-in of that name since it was asked last.
"""

import base64
import json
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.testing import MockRequest, MockResponse
from openapi_core.validation.request.exceptions import RequestBodyValidationError

from sandbox.common.ids import GUID, ZERO_GUID

from .api.accounting import ROOT
from .contract import ACCOUNTING, IDENTITY
from .description import described
from .payroll.contract import PAYROLL_ROOTS, payroll_answer, payroll_described
from .rules.fields_reference import NEWER_THAN_DESCRIPTION

_HOST = "https://xero.example"
# OAuth's own, which the description leaves to its standard.
_OAUTH = ("/connect/", "/identity/", "/.well-known/")
_ICON = "/favicon.ico"  # a browser asks for it on the page of the sign-in
_DIGITS, _DATE = re.compile(r"\d"), re.compile(r"\d{4}-\d\d-\d\d.*|/Date\(.*")
_SAID = ("status", "content_type", "answer")
_OCTETS = "application/octet-stream"  # how files are described; they travel as what they are
_LONG = 24  # characters: no value of an enumeration is longer
_NO_ZONE = re.compile(rb'(\dT\d\d:\d\d:\d\d\.\d{7})"')
_FILE_NAME = re.compile(r"(/Attachments/).+")
Message = dict[str, Any]


class Rules:
    def __init__(self, folder: Path) -> None:
        # openapi-core does not look at OAuth; the tests of signing in do.
        warnings.filterwarnings("ignore", message="Unsupported scheme type")
        accounting = described(folder / ACCOUNTING)
        self._schemas = accounting["components"]["schemas"]
        identity = described(folder / IDENTITY)
        self._accounting = _api(accounting, ROOT.rstrip("/"))
        self._identity = _api(identity, "")
        self._folder = folder
        self._payrolls: dict[str, OpenAPI | None] = {}
        self._right: set[str] = set()  # shapes that are as described

    def check(self, message: Message) -> list[str]:
        """:return: what is wrong with the answer, or with the request of a message without one"""
        path = unquote(urlsplit(message["target"]).path)
        if path.startswith(_OAUTH) or path == _ICON:
            return []
        if "status" in message:
            asked = {key: value for key, value in message.items() if key not in _SAID}
            if self._check(asked, path):
                return []  # told already; the answer repeats what is wrong
        name = f"{message['method']} {GUID.sub('{id}', path)}"
        name = f"{name} {message['status']}" if "status" in message else name
        kind = "answer" if "status" in message else "request"
        return [f"{kind} {name}: {each}" for each in self._check(message, path)]

    def _check(self, message: Message, path: str) -> list[str]:
        body = base64.b64decode(message["answer" if "status" in message else "body"])
        value = _json(body)
        frame, rows = _split(value)
        shape = _shape(
            [message["method"], _FILE_NAME.sub(r"\1", path), message.get("status")]
            + [message["region"]]
            + [sorted(parse_qsl(urlsplit(message["target"]).query)), message["headers"], frame]
        )
        fresh: dict[str, Any] = {}
        for row in rows:
            digest = shape + _shape(row)
            if digest not in self._right and digest not in fresh:
                fresh[digest] = row
        if shape in self._right and not fresh:
            return []
        if rows:
            # Rows stand for themselves: those that were looked at are left out.
            value = _joined(frame, list(fresh.values()) or rows[:1])
            body = json.dumps(value).encode()
        request = _request(message, path, body if "status" not in message else None)
        found = list(self._described(request, message, path, body))
        if value is not None and message.get("status", 200) == 200 and not message["region"]:
            found += self._unknown_keys(value)
        if not found:
            self._right |= {shape, *fresh}
        return found

    def _described(
        self, request: MockRequest, message: Message, path: str, body: bytes
    ) -> Iterator[str]:
        api = self._api_of(path, message["region"])
        if api is None:
            return  # no copy of it is at hand
        if message["region"] and "status" in message:
            body = payroll_answer(message, body)
        try:
            if "status" not in message:
                api.validate_request(request)
            elif message["method"] != "DELETE":
                # (A deleted allocation comes without what is described as always there.)
                content_type = message["content_type"].partition(";")[0]
                if "/Attachments/" in path and message["method"] == "GET":
                    content_type = _OCTETS
                if api is self._identity:
                    # Described as date-times, whose standard asks for a zone; none is sent.
                    body = _NO_ZONE.sub(rb'\1Z"', body)
                said = MockResponse(body, message["status"], content_type=content_type)
                api.validate_response(request, said)
        except ResponseNotFound as problem:
            # Refusals of the way in (401, 403, 404, 429) are described in words only.
            if message["status"] < 400:
                yield str(problem)
        except RequestBodyValidationError as problem:
            # Files are described as base64, yet travel as they are.
            if "/Attachments/" not in path:
                yield _notify(problem)
        except OpenAPIError as problem:
            yield _notify(problem)

    def _api_of(self, path: str, region: str) -> OpenAPI | None:
        if not region:
            return self._accounting if path.startswith(ROOT) else self._identity
        if region not in self._payrolls:
            file = self._folder / f"xero-payroll-{region}.yaml"
            made = _api(payroll_described(file), PAYROLL_ROOTS[region]) if file.is_file() else None
            self._payrolls[region] = made
        return self._payrolls[region]

    def _unknown_keys(self, body: Any) -> Iterator[str]:
        """openapi-core lets unknown keys pass; here each must be described, or be explained."""
        for plural, value in body.items() if isinstance(body, dict) else ():
            if isinstance(value, list) and plural in self._schemas:
                yield from self._unknown_in(plural, {plural: value})

    def _unknown_in(self, name: str, value: dict[str, Any]) -> Iterator[str]:
        properties = self._schemas[name].get("properties", {})
        newer = NEWER_THAN_DESCRIPTION.get(name, {})
        for key, inner in value.items():
            if key not in properties:
                if key not in newer:
                    yield f"{name}.{key} is not described"
                continue
            described = properties[key]
            nested = described.get("items", described).get("$ref", "").rpartition("/")[2]
            if nested in self._schemas:
                for item in inner if isinstance(inner, list) else [inner]:
                    if isinstance(item, dict):
                        yield from self._unknown_in(nested, item)


def _api(description: dict[str, Any], root: str) -> OpenAPI:
    # The descriptions are valid themselves; to see it again takes seconds.
    unseen = Config(spec_validator_cls=None)
    return OpenAPI.from_dict({**description, "servers": [{"url": _HOST + root}]}, unseen)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _split(value: Any) -> tuple[Any, list[Any]]:
    """What surrounds the elements, and the elements."""
    if isinstance(value, list):
        return [], value
    if isinstance(value, dict):
        lists = [key for key, inner in value.items() if isinstance(inner, list)]
        if len(lists) == 1:
            return {**value, lists[0]: []}, value[lists[0]]
    return value, []


def _joined(frame: Any, rows: list[Any]) -> Any:
    if isinstance(frame, list):
        return rows
    return {key: rows if inner == [] else inner for key, inner in frame.items()}


def _shape(value: Any) -> str:
    """All that the description can say of a value: texts lose what makes two of a kind differ."""
    return json.dumps(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        text = GUID.sub(ZERO_GUID, value)
        loose = len(text) > _LONG or " " in text or _DATE.fullmatch(text)
        return _DIGITS.sub("0", text) if loose else text
    if isinstance(value, float):
        return 0.5
    return 0 if type(value) is int else value


def _request(message: Message, path: str, body: bytes | None) -> MockRequest:
    headers = {name: value for name, value in message["headers"].items() if value}
    content_type = headers.pop("content-type", "").partition(";")[0]
    if body is None:
        body = base64.b64decode(message["body"])
    # Described as always there; a custom connection, which has one organisation, leaves it out.
    headers.setdefault("xero-tenant-id", ZERO_GUID)
    if "if-modified-since" in headers:
        # Described as a date-time, whose standard asks for a zone; Xero takes UTC without one.
        headers["if-modified-since"] += "Z"
    if "/Attachments/" in path and message["method"] in ("PUT", "POST"):
        content_type = _OCTETS
    # Described by its singular; the plural is live, too.
    path = re.sub(rf"^({ROOT}Organisation)s\b", r"\1", path)
    if not path.startswith(ROOT) and not message["region"]:
        path = path.replace("/connections", "/Connections")  # spelt both ways by Xero
    query = parse_qsl(urlsplit(message["target"]).query, keep_blank_values=True)
    return MockRequest(
        _HOST,
        message["method"],
        path,
        args=dict(query),
        headers=headers,
        data=body,
        content_type=content_type or "application/json",
    )


def _notify(problem: BaseException) -> str:
    """The innermost reason, and where it is."""
    while problem.__cause__ is not None:
        problem = problem.__cause__
    errors = getattr(problem, "schema_errors", None) or ()
    told = [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in errors]
    return "; ".join(told)[:2000] or f"{type(problem).__name__}: {problem}"


def main() -> None:
    rules = Rules(Path(sys.argv[1]))
    found: dict[str, dict[str, None]] = {}
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "ask" in message:
            sys.stdout.write(json.dumps(list(found.pop(message["ask"], {}))) + "\n")
            sys.stdout.flush()
        else:
            said = found.setdefault(message["name"], {})
            try:
                said.update(dict.fromkeys(rules.check(message)))
            except Exception as problem:  # must not pass for a call that is right
                said[f"{message['method']} {message['target']} {problem!r}"] = None


if __name__ == "__main__":
    main()
