"""A follow-up write: one more write about something that is in the books already.

The item given to a connector's `_prepare`, `_read` and `_look_up`, like a Document or a Party. A
new operation is a new value here, not a new method of the contract.
"""

import re
from dataclasses import dataclass, field

VOID = "void"
UPDATE = "update"
ALLOCATE = "allocate"
ATTACH = "attach"
SAVE_MAPPING = "save_mapping"
UPDATE_CONTACT = "update_contact"
# What becomes of a document that is taken out of the books: it stays, void, or it is gone.
VOIDED, DELETED = "voided", "deleted"
OPERATIONS = (VOID, UPDATE, ALLOCATE, ATTACH, SAVE_MAPPING, UPDATE_CONTACT)


@dataclass(frozen=True)
class Operation:
    """One follow-up write.

    `kind` is the kind of document `remote_id` names, empty for a contact, which has the `role` of a
    Party where there are two lists. `key` is unique to the operation. `values` is what is to be
    written, as JSON can carry it; by operation:

    - void: `marker` and `number` of the document, which is voided or deleted as the system does it
    - update: `document`, the Document as it shall be (`document.to_json`), its marker included
    - allocate (`remote_id` is the credit note): `invoice`, the remote id of the invoice, and
      `amount`, the most that is set against it
    - attach: `name`, `mimetype`, `size` and `sha256` of the file in `content`
    - save_mapping: `number`, the code that is written to the contact
    - update_contact: `party`, the Party with what is to be written, all else empty, and `name`, if
      the contact is to be renamed

    `found` is what a look-up said of the record just before (see `outcome.NotDone`).
    """

    operation: str
    kind: str
    remote_id: str
    values: dict = field(default_factory=dict)
    key: str = ""
    found: dict = field(default_factory=dict)
    content: bytes = field(default=b"", repr=False)
    role: str = ""


_MEDIA_TYPE = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
    r"(; ?[a-z0-9-]{1,40}=[a-z0-9_.+-]{1,70}){0,3}",
    re.IGNORECASE | re.ASCII,
)
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*+\x00-\x1f\x7f]+')
_LONGEST_NAME = 120


def media_type(value: str) -> str:
    """The value when it can stand in a header as the type of a file (RFC 9110, 8.3.1), else that
    of bytes of which nothing is known.
    """
    return value if _MEDIA_TYPE.fullmatch(value or "") else "application/octet-stream"


def file_name(name: str) -> str:
    """The name of a file as every system takes it: none of the characters that one of them
    refuses, and not too long.
    """
    stem, dot, ending = _FORBIDDEN_IN_NAMES.sub("-", name).strip(" .-").rpartition(".")
    if not dot:
        stem, ending = ending, "pdf"
    return f"{stem[:_LONGEST_NAME].strip()}.{ending}"
