"""Files: multipart uploads, to what they belong, and where they can be fetched."""

import hashlib
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from sandbox.common.answer import Answer, load
from sandbox.common.request import Request

from ..books.company import Company, Row
from ..books.entities import BY_PATH, ENTITIES, FILE_TYPES
from ..problems import Problem
from ..rules.writing import Writer

LARGEST = 100 * 1024 * 1024
FILES = "/_files/"


def receive(company: Company, request: Request, strict: bool) -> Row:
    """:return: an answer for each file, a Fault in its place for one that is refused"""
    kind = request.header("Content-Type")
    if not kind.startswith("multipart/form-data"):
        raise Problem(500, "An upload is multipart/form-data")
    if len(request.body) > LARGEST:
        raise Problem(6000, "An upload has at most 100 MB")
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    parts = {_name(part): part for part in message.iter_parts()}
    numbers = [name[-2:] for name in parts if name.startswith("file_content_")]
    if not numbers:
        raise Problem(2020, "", "file_content_01")
    found = []
    for number in numbers:
        about, content = parts.get(f"file_metadata_{number}"), parts[f"file_content_{number}"]
        try:
            found.append({"Attachable": _kept(company, request, about, content, strict)})
        except Problem as problem:
            found.append({"Fault": problem.fault})
    return {"AttachableResponse": found}


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _kept(
    company: Company, request: Request, about: Message | None, content: Message, strict: bool
) -> Row:
    data = _bytes(content)
    values: Row = {}
    if about is not None:
        try:
            values = load(_bytes(about))
        except ValueError as problem:
            raise Problem(2310, "The metadata is no JSON") from problem
    values.setdefault("FileName", content.get_filename() or "")
    values.setdefault("ContentType", content.get_content_type())
    name = values["FileName"]
    if name.rpartition(".")[2].lower() not in FILE_TYPES:
        raise Problem(6000, f"Files like {name} are not taken", "FileName")
    for ref in values.get("AttachableRef", []):
        _refuse_unknown(company, ref.get("EntityRef", {}))
    row = Writer(company, strict).write(ENTITIES["Attachable"], values)
    company.files[row["Id"]] = data
    row |= {
        "Size": len(data),
        "FileAccessUri": f"/v3/company/{company.realm}/download/{row['Id']}",
        "TempDownloadUri": _address(company, request, row["Id"]),
    }
    return row


def _bytes(part: Message) -> bytes:
    data: Any = part.get_payload(decode=True)
    return bytes(data or b"")


def _refuse_unknown(company: Company, ref: Row) -> None:
    entity = BY_PATH.get(str(ref.get("type", "")).lower())
    if entity is None or company.get(entity.name, ref.get("value", "")) is None:
        raise Problem(2500, f"There is no {ref.get('type')} {ref.get('value')}", "EntityRef")


def _address(company: Company, request: Request, file_id: str) -> str:
    return f"http://{request.header('Host')}{FILES}{company.realm}/{file_id}"


def address(company: Company, request: Request, file_id: str) -> Answer:
    """Where a file can be fetched without signing in."""
    if company.get("Attachable", file_id) is None:
        raise Problem(610, f"Attachable {file_id} is not there", "Id")
    return Answer(200, _address(company, request, file_id).encode(), "text/plain")


def fetch(companies: dict[str, Company], path: str) -> Answer:
    realm, _, file_id = path.removeprefix(FILES).partition("/")
    company = companies.get(realm)
    if company is None or file_id not in company.files:
        return Answer(404, b"not found", "text/plain")
    kind = (company.get("Attachable", file_id) or {}).get("ContentType", "application/pdf")
    return Answer(200, company.files[file_id], kind)


def file_rows(company: Company) -> list[Row]:
    """What is attached, as a test counts it."""
    rows = []
    for row in company.all("Attachable"):
        content = company.files.get(row["Id"], b"")
        digest = hashlib.sha256(content).hexdigest()
        rows.append({**row, "begins": content[:5].decode("latin-1"), "sha256": digest})
    return rows
