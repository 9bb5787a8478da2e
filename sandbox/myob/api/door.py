"""The API below /accountright: who may enter and how often, and which work is done."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from sandbox.common.answer import Answer, Refused, json_answer, load
from sandbox.common.calls import Call
from sandbox.common.clock import Clock
from sandbox.common.limits import Window
from sandbox.common.oauth import Access
from sandbox.common.request import Request

from ..books.company import Company
from ..books.resources import RESOURCES, Resource
from ..faults import too_many
from ..problems import Problem, denied, gateway
from ..rules.writing import Writer
from ..settings import Settings
from ..signin import BASE_SCOPE, SignIn
from . import files
from .reading import company_file, found, page, shown, single, stores_of, unless_known

ROOT = "/accountright"
KEY, VERSION, FILE_USER = "x-myobapi-key", "x-myobapi-version", "x-myobapi-cftoken"
LONGEST_QUERY = 2_048
_STATES = {"offline": 503, "upgraded": 423, "removed": 410}


@dataclass
class Limits:
    """Of one key, over all files and users of it."""

    second: Window = field(default_factory=lambda: Window(1))
    day: Window = field(default_factory=lambda: Window(86_400))


@dataclass
class Api:
    lock: RLock
    clock: Clock
    settings: Settings
    sign_in: SignIn
    companies: dict[str, Company]
    misuse: list[str] = field(default_factory=list)  # what a client should not have done
    _limits: dict[str, Limits] = field(default_factory=dict)

    def answer(self, request: Request, call: Call) -> Answer:
        """:raises Refused: the door is closed"""
        uid, _, rest = request.path.removeprefix(ROOT).strip("/").partition("/")
        with self.lock:
            try:
                access = self._entered(request)
                company = self._opened(request, access, uid) if uid else None
            except Problem as problem:
                return problem.answer
            call.tenant = uid
        time.sleep(self.settings.latency_ms / 1000)
        with self.lock:
            try:
                if company is None:
                    # Keys of today are told of no file: the redirect of the sign-in names it.
                    return json_answer(200, [])
                return unless_known(request, self._route(company, access, request, rest))
            except Problem as problem:
                return problem.answer

    # === THE DOOR === #

    def _entered(self, request: Request) -> Access:
        key = request.header(KEY)
        if key not in self.sign_in.apps:
            raise Problem("DeveloperInactive", f"Header: {KEY}")
        if request.header(VERSION) != "v2":
            if self.settings.strict:
                raise Problem("ValueOutOfRange", f"Header: {VERSION}")
            self.misuse.append(f"{request.method} {request.path} without {VERSION}: v2")
        self._count(key)
        scheme, _, token = request.header("Authorization").partition(" ")
        access = self.sign_in.access(token) if scheme.lower() == "bearer" else None
        over = access is None or access.expires <= self.clock.timestamp()
        if access is None or over or access.client_id != key:
            raise Problem("OAuthTokenIsInvalid")
        if len(urlsplit(request.target).query) > LONGEST_QUERY:
            raise Refused(gateway(414))
        return access

    def _count(self, key: str) -> None:
        limits, now = self._limits.setdefault(key, Limits()), self.clock.timestamp()
        pairs = (
            ("second", limits.second, self.settings.second_limit),
            ("day", limits.day, self.settings.day_limit),
        )
        for name, window, most in pairs:
            window.seconds_left(now)
            if window.used >= most:
                raise Refused(too_many(name))
        for _, window, _ in pairs:
            window.used += 1

    def _opened(self, request: Request, access: Access, uid: str) -> Company:
        company = self.companies.get(uid.lower())
        if company is None or access.consent != company.uid:
            raise Refused(denied())
        if company.status in _STATES:
            raise Refused(self._closed(company))
        if company.users:
            if self._user(request) not in company.users.items():
                raise Refused(denied(401, "Access denied"))
        elif request.header(FILE_USER):
            self.misuse.append(f"{FILE_USER} was sent to {company.name}, which has no such users")
        return company

    def _closed(self, company: Company) -> Answer:
        status = _STATES[company.status]
        if company.status == "offline":
            return gateway(status)
        words = f"The company file is {company.status}: {company.uid}"
        return json_answer(status, {"Message": words, "ErrorCode": None})

    def _user(self, request: Request) -> tuple[str, str] | None:
        try:
            text = base64.b64decode(request.header(FILE_USER), validate=True).decode()
        except ValueError:
            return None
        name, colon, password = text.partition(":")
        return (name, password) if colon else None

    def _need(self, access: Access, scope: str) -> None:
        if scope not in access.scopes:
            raise Refused(denied())

    # === WHAT IS ASKED === #

    def _route(self, company: Company, access: Access, request: Request, rest: str) -> Answer:
        parts = [part for part in rest.split("/") if part]
        if not parts or parts == ["DataScopes"]:
            if request.method != "GET":
                raise Problem("MethodNotAllowed")
            if parts:
                return json_answer(200, sorted(access.scopes))
            self._need(access, BASE_SCOPE)
            return json_answer(200, company_file(company, self.settings.link_host, list(RESOURCES)))
        if parts == ["Company", "Preferences"]:
            self._need(access, "sme-company-settings")
            if request.method != "GET":
                raise Problem("MethodNotAllowed")
            say = shown(company, request, self.settings)
            return json_answer(200, say.object("CompanyPreferences", company.preferences))
        resource, more = _resource(parts)
        self._need(access, resource.scope)
        if more[1:2] == ["Attachment"] and len(more) <= 3:
            return self._files(company, resource, request, more)
        if len(more) > 1:
            raise Problem("ResourceNotFound", rest)
        placed = request.method == "GET" or (request.method == "POST") != bool(more)
        if request.method not in resource.methods or not placed:
            raise Problem("MethodNotAllowed", rest)
        ways: dict[str, Callable[[], Answer]] = {
            "GET": partial(self._get, company, resource, request, more),
            "POST": partial(self._post, company, resource, request),
            "PUT": partial(self._put, company, resource, request, more),
            "DELETE": partial(self._delete, company, resource, more),
        }
        return ways[request.method]()

    def _get(
        self, company: Company, resource: Resource, request: Request, more: list[str]
    ) -> Answer:
        if more:
            return single(company, resource, more[0], request, self.settings)
        return json_answer(200, page(company, resource, request, self.settings))

    def _post(self, company: Company, resource: Resource, request: Request) -> Answer:
        """201, empty unless a body is asked for; where it is says the address."""
        writer = Writer(company, self.settings)
        warnings = request.flag("warningsAsErrors", False)
        row = writer.create(resource, self._body(request), warnings)
        where = company.address(self.settings.link_host, resource.store, row)
        return self._written(company, resource, request, row["UID"], 201, {"Location": where})

    def _put(
        self, company: Company, resource: Resource, request: Request, more: list[str]
    ) -> Answer:
        writer = Writer(company, self.settings)
        warnings = request.flag("warningsAsErrors", False)
        row = writer.update(resource, more[0], self._body(request), warnings)
        return self._written(company, resource, request, row["UID"], 200, {})

    def _written(
        self,
        company: Company,
        resource: Resource,
        request: Request,
        uid: str,
        status: int,
        headers: dict[str, str],
    ) -> Answer:
        if not request.flag("returnBody", False):
            return Answer(status, content_type="", headers=headers)
        [row] = [company.get(store, uid) for store in stores_of(resource)]
        assert row is not None, "it was just written"
        say = shown(company, request, self.settings)
        return json_answer(status, say.row(resource, resource.store, row), headers)

    def _delete(self, company: Company, resource: Resource, more: list[str]) -> Answer:
        Writer(company, self.settings).delete(resource, more[0])
        return Answer(200, content_type="")

    def _files(
        self, company: Company, resource: Resource, request: Request, more: list[str]
    ) -> Answer:
        if not resource.has_files:
            raise Problem("ResourceNotFound", "Attachment")
        store, row = found(company, resource, more[0])
        address, uid = company.address(self.settings.link_host, store, row), row["UID"]
        match request.method, more[2:]:
            case "GET", []:
                return files.listed(company, uid, address, request)
            case "GET", [file_uid]:
                return files.single(company, uid, file_uid, address, request)
            case "POST", []:
                kept = files.attach(company, uid, self._body(request), self.settings.strict)
                where = f"{address}/Attachment/{kept['Attachments'][0]['UID']}"
                return Answer(201, content_type="", headers={"Location": where})
            case "DELETE", [file_uid]:
                files.detach(company, uid, file_uid)
                return Answer(200, content_type="")
        raise Problem("MethodNotAllowed", "Attachment")

    def _body(self, request: Request) -> Any:
        if not request.header("Content-Type").startswith("application/json"):
            raise Problem("SerializationError", "Content-Type")
        try:
            return load(request.body.decode().encode())
        except ValueError as problem:
            raise Problem("SerializationError", "the body is no JSON") from problem


def _resource(parts: list[str]) -> tuple[Resource, list[str]]:
    """The longest route that the address begins with, and what follows."""
    for length in (3, 2, 1):
        resource = RESOURCES.get("/".join(parts[:length]))
        if resource is not None:
            return resource, parts[length:]
    raise Problem("ResourceNotFound", "/".join(parts))
