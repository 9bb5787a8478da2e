"""Papers beside a bill or money that was spent: never beside a sale. What is in them is not in the
API's answers, but behind an address that is good for two minutes and needs no sign-in."""

import base64
import binascii
import hashlib
from typing import Any

from sandbox.common.answer import Answer, json_answer
from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..books.company import Company, Row
from ..books.schema import check
from ..problems import Problem, raise_all

FILES = "/files/"
ADDRESS_SECONDS = 120
LARGEST = 10 * 1024 * 1024
WRAPPER = "BillAttachmentWrapper"


def attach(company: Company, uid: str, body: Any, strict: bool) -> Row:
    """:return: what was kept; :raises Problem: no file, no name, or nothing in it"""
    check(WRAPPER, body, strict)
    sent = [each or {} for each in body.get("Attachments") or []]
    if not sent:
        raise Problem("Required", "Attachments")
    kept, problems = [], []
    for place, entry in enumerate(sent):
        path = f"Attachments[{place}]"
        content = _content(entry.get("FileBase64Content") or "")
        if not entry.get("OriginalFileName"):
            problems.append(Problem("Required", f"{path}.OriginalFileName"))
        if not content or len(content) > LARGEST:
            problems.append(Problem("SerializationError", f"{path}.FileBase64Content"))
        kept.append({"UID": new_guid(), "name": entry.get("OriginalFileName"), "content": content})
    raise_all(problems)
    files = company.files.setdefault(uid, {})
    files |= {each["UID"]: each for each in kept}
    return {"Attachments": [{"UID": each["UID"]} for each in kept]}


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def listed(company: Company, uid: str, address: str, request: Request) -> Answer:
    files = company.files.get(uid, {}).values()
    rows = [_shown(company, uid, file, address, request) for file in files]
    return json_answer(200, {"Attachments": rows})


def single(company: Company, uid: str, file_uid: str, address: str, request: Request) -> Answer:
    file = _file(company, uid, file_uid)
    return json_answer(200, {"Attachments": [_shown(company, uid, file, address, request)]})


def fetch(companies: dict[str, Company], request: Request) -> Answer:
    """Who has the address has the file, as long as it is good."""
    file, _, rest = request.path.removeprefix(FILES).partition("/")
    uid, _, file_uid = rest.partition("/")
    company = companies.get(file)
    kept = company and company.files.get(uid, {}).get(file_uid)
    if company is None or not kept:
        return Answer(404, b"not found", "text/plain")
    if float(request.query.get("Expires", "0")) < company.clock.timestamp():
        return Answer(403, b"Request has expired", "text/plain")
    return Answer(200, kept["content"], "application/octet-stream")


def detach(company: Company, uid: str, file_uid: str) -> None:
    del company.files[uid][_file(company, uid, file_uid)["UID"]]


def _file(company: Company, uid: str, file_uid: str) -> Row:
    file = company.files.get(uid, {}).get(file_uid.lower())
    if file is None:
        raise Problem("ResourceNotFound", file_uid)
    return file


def _shown(company: Company, uid: str, file: Row, address: str, request: Request) -> Row:
    until = company.clock.timestamp() + ADDRESS_SECONDS
    where = f"{company.uid}/{uid}/{file['UID']}?Expires={until:.0f}"
    return {
        "UID": file["UID"],
        "OriginalFileName": file["name"],
        "ThumbnailUri": None,
        "FileUri": f"http://{request.header('Host')}{FILES}{where}",
        "FileBase64Content": None,
        "URI": f"{address}/Attachment/{file['UID']}",
    }


def file_rows(company: Company, uid: str) -> list[Row]:
    """What is attached, as a test counts it."""
    return [
        {
            "UID": file["UID"],
            "name": file["name"],
            "size": len(file["content"]),
            "begins": file["content"][:5].decode("latin-1"),
            "sha256": hashlib.sha256(file["content"]).hexdigest(),
        }
        for file in company.files.get(uid, {}).values()
    ]
