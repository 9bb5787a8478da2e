"""The API below /v3/company: who may enter and how often, requestids, and which work is done."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import RLock

from sandbox.common.answer import Answer, Refused, json_answer, load
from sandbox.common.calls import Call
from sandbox.common.clock import Clock
from sandbox.common.ids import new_guid
from sandbox.common.limits import Window
from sandbox.common.memory import Memory, fingerprint_of
from sandbox.common.request import Request

from ..books.company import PACIFIC, Company, Row
from ..books.entities import BY_PATH, Entity
from ..problems import Problem, door, too_many
from ..rules.writing import Writer
from ..settings import Settings
from ..signin import ACCOUNTING, SignIn
from . import query, upload
from .xmltext import as_xml

ROOT = "/v3/company/"
LONGEST_REQUESTID = 50
MOST_IN_BATCH = 30
OLDEST_MINOR = 75


@dataclass
class Limits:
    """Of one company: a minute, a second, and at once."""

    minute: Window = field(default_factory=lambda: Window(60))
    second: Window = field(default_factory=lambda: Window(1))
    inside: int = 0


@dataclass
class Api:
    lock: RLock
    clock: Clock
    settings: Settings
    sign_in: SignIn
    companies: dict[str, Company]
    misuse: list[str] = field(default_factory=list)  # what a client should not have done
    _limits: dict[str, Limits] = field(default_factory=dict)
    _running: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.memory = Memory(self.clock, self.settings.memory_seconds)

    def answer(self, request: Request, call: Call) -> Answer:
        """:raises Refused: the door is closed"""
        realm, _, rest = request.path.removeprefix(ROOT).partition("/")
        with self.lock:
            company = self._entered(request, realm)
            call.tenant = realm
        with self._within_limits(realm):
            key = (realm, request.query.get("requestid", ""))
            if request.method == "POST" and key[1] and self.settings.latency_ms:
                return self._alone(key, company, request, rest, call)
            time.sleep(self.settings.latency_ms / 1000)
            with self.lock:
                return self._remembered(key, company, request, rest, call)

    def _alone(
        self, key: tuple[str, str], company: Company, request: Request, rest: str, call: Call
    ) -> Answer:
        """A second request of one id while the first is at work is refused."""
        with self.lock:
            if key in self._running:
                return self._finished(request, Problem(600, f"Request id {key[1]} already exists"))
            self._running.add(key)
        try:
            time.sleep(self.settings.latency_ms / 1000)
            with self.lock:
                return self._remembered(key, company, request, rest, call)
        finally:
            with self.lock:
                self._running.discard(key)

    # === THE DOOR === #

    def _entered(self, request: Request, realm: str) -> Company:
        scheme, _, token = request.header("Authorization").partition(" ")
        access = self.sign_in.access(token) if scheme.lower() == "bearer" else None
        if access is None or access.expires <= self.clock.timestamp():
            raise Refused(self.refusal(401, 3200, "AuthenticationFailed", "Token expired"))
        if access.consent != realm or ACCOUNTING not in access.scopes:
            name = "ApplicationAuthorizationFailed"
            raise Refused(self.refusal(403, 3100, name, "The token is not for this company"))
        company = self.companies[realm]
        if company.status != "open":
            raise Refused(self._finished(request, Problem(6190, "The subscription has ended")))
        return company

    def refusal(self, status: int, code: int, name: str, detail: str) -> Answer:
        return self._stamped(json_answer(status, self._timed(door(code, status, name, detail))))

    @contextmanager
    def _within_limits(self, realm: str) -> Iterator[None]:
        with self.lock:
            limits, now = self._limits.setdefault(realm, Limits()), self.clock.timestamp()
            pairs = (
                (limits.minute, self.settings.minute_limit),
                (limits.second, self.settings.second_limit),
            )
            for window, _ in pairs:
                window.seconds_left(now)
            full = any(window.used >= most for window, most in pairs)
            if full or limits.inside >= self.settings.concurrent_limit:
                raise Refused(self._stamped(too_many()))
            for window, _ in pairs:
                window.used += 1
            limits.inside += 1
        try:
            yield
        finally:
            with self.lock:
                limits.inside -= 1

    def _metered(self, company: Company, calls: int = 1) -> None:
        """Reads and questions count by the month, over all companies of an app."""
        if sum(each.reads for each in self.companies.values()) + calls > self.settings.read_limit:
            raise Refused(self._stamped(too_many()))
        company.reads += calls

    # === REQUESTIDS === #

    def _remembered(
        self, key: tuple[str, str], company: Company, request: Request, rest: str, call: Call
    ) -> Answer:
        """The first answer again, whatever the text is now; that of a refusal, too."""
        if request.method != "POST" or not key[1]:
            return self._worked(company, request, rest)
        if len(key[1]) > LONGEST_REQUESTID:
            text = "You cannot enter more than 50 characters in the request_id field"
            return self._finished(request, Problem(6000, text))
        mark = fingerprint_of(request)
        kept = None if self.settings.lenient else self.memory.find(key)
        if kept is not None:
            call.replayed = True
            if kept.fingerprint != mark:
                self.misuse.append(f"requestid {key[1]} came again with another text")
            return self._batch_again(request) if rest == "batch" else kept.answer
        answer = self._worked(company, request, rest)
        self.memory.keep(key, mark, answer)
        return answer

    def remember(self, request: Request, answer: Answer) -> None:
        """Another answer is kept as if it had been given."""
        realm = request.path.removeprefix(ROOT).partition("/")[0]
        if request_id := request.query.get("requestid"):
            with self.lock:
                self.memory.keep((realm, request_id), fingerprint_of(request), answer)

    # === ANSWERS === #

    def _worked(self, company: Company, request: Request, rest: str) -> Answer:
        try:
            found = self._route(company, request, [part for part in rest.split("/") if part])
        except Problem as problem:
            return self._finished(request, problem)
        if isinstance(found, Answer):
            return self._stamped(found)
        return self._stamped(self._formed(request, 200, self._timed(found)))

    def _finished(self, request: Request, problem: Problem) -> Answer:
        body = self._timed({"Fault": problem.fault})
        return self._stamped(self._formed(request, problem.status, body))

    def _timed(self, body: Row) -> Row:
        now = self.clock.now().astimezone(PACIFIC).isoformat(timespec="milliseconds")
        return {**body, "time": now}

    def _formed(self, request: Request, status: int, body: Row) -> Answer:
        """JSON for who asks for it, else XML."""
        accept = request.header("Accept").lower()
        if "application/json" in accept or "text/json" in accept:
            return json_answer(status, body)
        return Answer(status, as_xml(body), "application/xml;charset=utf-8")

    def _stamped(self, answer: Answer) -> Answer:
        answer.headers.setdefault("intuit_tid", f"1-{new_guid()}")
        answer.headers.setdefault("QBO-Version", "1973.122")
        return answer

    # === WHAT IS ASKED === #

    def _route(self, company: Company, request: Request, path: list[str]) -> Row | Answer:
        minor = request.query.get("minorversion", str(OLDEST_MINOR))
        if not minor.isdigit() or int(minor) < OLDEST_MINOR:
            self.misuse.append(f"minorversion {minor} has ended")
        match request.method, path:
            case (("GET" | "POST"), ["query"]):
                return self._query(company, request)
            case "GET", ["cdc"]:
                self._metered(company)
                names, since = (request.query.get(n, "") for n in ("entities", "changedSince"))
                return {"CDCResponse": [{"QueryResponse": query.changes(company, names, since)}]}
            case "POST", ["batch"]:
                return self._batch(company, request)
            case "POST", ["upload"]:
                return upload.receive(company, request, self.settings.strict)
            case "GET", ["download", file_id]:
                return upload.address(company, request, file_id)
            case _, [name, *more] if name.lower() in BY_PATH:
                return self._entity(company, request, BY_PATH[name.lower()], more)
        raise Problem(2000, f"There is nothing at /{'/'.join(path)}")

    def _query(self, company: Company, request: Request) -> Row:
        self._metered(company)
        text = request.query.get("query", "")
        if request.method == "POST":
            kind = request.header("Content-Type").partition(";")[0].strip()
            if kind not in ("application/text", "text/plain"):
                raise Problem(500, "The content type of a query is application/text")
            text = _decoded(request.body)
        return {"QueryResponse": query.answer(company, text, self.settings.strict)}

    def _entity(
        self, company: Company, request: Request, entity: Entity, more: list[str]
    ) -> Row | Answer:
        if request.method == "GET":
            self._metered(company)
            return self._read(company, entity, more)
        if request.method != "POST" or (more and more[1:] != ["send"]):
            raise Problem(500, "There is no such operation")
        if more:
            return self._send(company, entity, more[0], request)
        include = request.query.get("include", "").split(",")
        operation = request.query.get("operation", "")
        if operation == "update" and "void" in include:
            operation = "include"
        return {entity.name: self._done(company, entity, operation, self._body(request), include)}

    def _done(
        self, company: Company, entity: Entity, operation: str, body: Row, include: list[str]
    ) -> Row:
        writer = Writer(company, self.settings.strict, self.settings.lenient)
        if operation == "delete":
            return writer.delete(entity, body)
        if operation in ("void", "include"):
            return writer.void(entity, body, operation.replace("void", "operation"))
        if operation not in ("", "create", "update"):
            raise Problem(500, f"Operation {operation} is not supported")
        if "enhancedAllCustomFields" not in include and "CustomField" in body:
            fields = body["CustomField"]  # those of old, three texts
            kept = [each for each in fields or [] if each.get("DefinitionId") in ("1", "2", "3")]
            body = {**body, "CustomField": kept}
        return writer.write(entity, body, "allowduplicatedocnum" in include)

    def _read(self, company: Company, entity: Entity, more: list[str]) -> Row | Answer:
        if entity.name in ("CompanyInfo", "Preferences"):
            return {entity.name: query.single(company, entity.name)}
        row = company.get(entity.name, more[0]) if more else None
        if row is None:
            raise Problem(610, f"{entity.name} {''.join(more)} is not there", "Id")
        if more[1:] == ["pdf"]:
            text = f"%PDF-1.4\n% {entity.name} {row.get('DocNumber', '')} of the stand-in\n%%EOF\n"
            return Answer(200, text.encode(), "application/pdf")
        return {entity.name: row}

    def _send(self, company: Company, entity: Entity, row_id: str, request: Request) -> Row:
        row = company.get(entity.name, row_id)
        if row is None:
            raise Problem(610, f"{entity.name} {row_id} is not there", "Id")
        to = request.query.get("sendTo") or row.get("BillEmail", {}).get("Address")
        if not to:
            raise Problem(6420, "", "BillEmail")
        values = {**row, "EmailStatus": "EmailSent", "BillEmail": {"Address": to}}
        return {entity.name: company.put(entity.name, values)}

    def _body(self, request: Request) -> Row:
        if not re.match(r"application/json\b", request.header("Content-Type")):
            raise Problem(500, "The content type is not application/json")
        try:
            body = load(_decoded(request.body).encode())
        except ValueError as problem:
            raise Problem(2310, "The body is no JSON") from problem
        if not isinstance(body, dict):
            raise Problem(2310, "The body is no JSON object")
        return body

    # === BATCH === #

    def _batch_again(self, request: Request) -> Answer:
        """A batch is not remembered as it was: each of its items is refused."""
        fault = Problem(6000, "An unexpected error occurred").fault
        items = self._body(request).get("BatchItemRequest") or []
        found = [{"bId": item.get("bId", ""), "Fault": fault} for item in items]
        body = self._timed({"BatchItemResponse": found})
        return self._stamped(self._formed(request, 200, body))

    def _batch(self, company: Company, request: Request) -> Row:
        items = self._body(request).get("BatchItemRequest") or []
        if len(items) > MOST_IN_BATCH:
            raise Problem(1040, f"A batch has at most {MOST_IN_BATCH} items")
        self._metered(company, sum("Query" in item for item in items))
        found = [self._item(company, item) for item in items]
        return {"BatchItemResponse": found[::-1]}

    def _item(self, company: Company, item: Row) -> Row:
        head = {"bId": item.get("bId", "")}
        if "Query" in item:
            text = item["Query"]
            work = partial(query.answer, company, text, self.settings.strict)
            name = "QueryResponse"
        else:
            name = next((each for each in item if each.lower() in BY_PATH), "")
            work = partial(self._item_work, company, name, item)
        try:
            return {**head, name: work()}
        except Problem as problem:
            return {**head, "Fault": problem.fault}

    def _item_work(self, company: Company, name: str, item: Row) -> Row:
        entity, operation = BY_PATH.get(name.lower()), item.get("operation")
        if entity is None:
            raise Problem(2000, "An item holds an entity or a Query")
        return self._done(company, entity, operation or "none", item[name], [])


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as problem:
        raise Problem(500, "The body is not UTF-8") from problem
