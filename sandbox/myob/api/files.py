"""Papers beside a bill or money that was spent: never beside a sale."""

import base64
import binascii
import hashlib
from typing import Any

from sandbox.common.answer import Answer, json_answer
from sandbox.common.ids import new_guid

from ..books.company import Company, Row
from ..books.schema import check
from ..problems import Problem, raise_all

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


def listed(company: Company, uid: str, address: str) -> Answer:
    files = company.files.get(uid, {}).values()
    rows = [_shown(file, address) for file in files]
    return json_answer(200, {"Attachments": rows})


def single(company: Company, uid: str, file_uid: str, address: str) -> Answer:
    file = _file(company, uid, file_uid)
    content = base64.b64encode(file["content"]).decode()
    row = {**_shown(file, address), "FileBase64Content": content}
    return json_answer(200, {"Attachments": [row]})


def detach(company: Company, uid: str, file_uid: str) -> None:
    del company.files[uid][_file(company, uid, file_uid)["UID"]]


def _file(company: Company, uid: str, file_uid: str) -> Row:
    file = company.files.get(uid, {}).get(file_uid.lower())
    if file is None:
        raise Problem("ResourceNotFound", file_uid)
    return file


def _shown(file: Row, address: str) -> Row:
    uri = f"{address}/Attachment/{file['UID']}"
    return {
        "UID": file["UID"],
        "OriginalFileName": file["name"],
        "ThumbnailUri": None,
        "FileUri": f"{uri}/File",
        "URI": uri,
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
