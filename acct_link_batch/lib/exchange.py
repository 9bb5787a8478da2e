"""One exchange with an accounting system: what is sent and what comes back, as text."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .pace import Pace

CREATE_DOCUMENTS = "create_documents"
CREATE_CONTACTS = "create_contacts"


@dataclass(frozen=True)
class Request:
    """`text` is sent to the letter, and kept to the letter. `kind` is the kind of document, or
    empty for contacts. `target` is the remote id of the record a follow-up is about. A file that
    goes out is `content`; then `text` says which.
    """

    operation: str
    kind: str
    text: str
    target: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def digest(self):
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """`content` is that of a file which was asked for; then `text` is empty."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Sender:
    """The way to an accounting system, for a turn. `open` makes `send(request, key)` of one lane,
    with a client of its own: it does HTTP and nothing else, as it is called in a thread, and

    - returns an Answer, or
    - raises Postponed, SignInNeeded, Misconfigured, TokenExpired: surely nothing was written,
    - raises NoAnswer: it may or may not have been written.

    `token` is what it signs in with, if that may expire.
    """

    open: Callable[[], Callable[[Request, str], Answer]]
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Capabilities:
    """What a connector can do; every number is the accounting system's limit, not ours.

    `request_size`: documents, or contacts, in one call, and no more than `request_bytes` of text
    (0: no limit); `turn_size`: documents of one turn, in several calls, and no more than have
    `turn_lines` lines together (0: any number); `look_up_size`: documents that are looked for at
    once (0: as many as are sent); `parallel`: calls under way at the same
    time that write; `calls_at_once`: those that the accounts file takes from all who use it (0: any
    number). `replay_seconds`: how long the other side remembers a request's key and answers a
    repeated one without writing again (0: never). `settle_seconds`: after this long a request
    without an answer is surely either written or lost. `operations`: the follow-up writes it can
    do; of those in `check_before_send` the record is read before they are sent the first time, too.
    `file_bytes`: the largest file that may be attached. `file_based`: what is sent ends up in a
    file that a person carries to the accounting system; it is Exported, and that person says what
    became of it. `match_rules` are those of `matching` it can search by; `key_length` is the
    longest code or reference it takes as the key of a contact. `foreign_currency`: it takes
    documents in other currencies than the books', whose rate keeps `rate_decimals`. `tax_included`:
    it takes prices with the tax in them. `text_lines`: lines of nothing but words.
    `supports_marker`: kinds of documents that carry our marker there, which proves them ours.
    `allows_duplicates`: kinds of which it takes a second copy without a word; they are looked for
    before they are sent the first time, too. `void_keeps_number`: kinds whose number stays taken
    there when they are voided or deleted. `tracking_categories`: how many a line may belong to.
    `tax_as_amount`: a price that is nothing but tax goes as an amount without tax on the account of
    the tax. `contact_roles`: customers and suppliers are two lists there, and a party may be on
    both. `contact_currency`: a contact has one currency and takes documents in no other.
    `uses_apart`: an account or item is for lines of the side that its `Code.use` names, and no
    others. `number_lengths` and `operation_kinds` say where a kind of document differs: how long
    its number may be, and of which kinds an operation can be done, if not of all.
    """

    kinds: tuple[str, ...] = ()
    request_size: int = 1
    request_bytes: int = 0
    turn_size: int = 0
    turn_lines: int = 0
    look_up_size: int = 0
    parallel: int = 1
    calls_at_once: int = 0
    pace: tuple[Pace, ...] = ()
    number_length: int = 0
    reference_length: int = 0
    replay_seconds: int = 0
    settle_seconds: int = 0
    match_rules: tuple[str, ...] = ()
    key_length: int = 0
    pulls: tuple[str, ...] = ()
    needs_sign_in: bool = True
    operations: tuple[str, ...] = ()
    check_before_send: tuple[str, ...] = ()
    file_bytes: int = 0
    file_based: bool = False
    foreign_currency: bool = False
    rate_decimals: int = 6
    tax_included: bool = False
    text_lines: bool = False
    supports_marker: tuple[str, ...] = ()
    allows_duplicates: tuple[str, ...] = ()
    void_keeps_number: tuple[str, ...] = ()
    tracking_categories: int = 0
    tax_as_amount: bool = False
    contact_roles: bool = False
    contact_currency: bool = False
    uses_apart: bool = False
    number_lengths: dict[str, int] = field(default_factory=dict)
    operation_kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def get_number_length(self, kind):
        """:return: the longest number of this kind of document; 0: no limit"""
        return self.number_lengths.get(kind, self.number_length)

    def can_do(self, operation, kind):
        """:return: whether it can do the operation with this kind of document; empty: contacts"""
        return operation in self.operations and kind in self.operation_kinds.get(operation, (kind,))


_SECRETS = re.compile(
    # A JSON web token, with all that stands before it in one run of its characters. It is looked
    # for once a run: from each "eyJ" on, the time would grow with the square of the length.
    r"()(?<![\w-])(?=[\w-]*?eyJ)[\w-]++\.[\w-]++\.[\w-]*+"
    r"|(authorization\\*[\"']?\s*[:=]\s*\\*[\"']?\w+\s+|Bearer )[^\s\"'\\]+"
    r"|((?:_token|cftoken|_secret|_verifier)\\*[\"']?\s*[:=>]\s*\\*[\"']?)[^\"'\\<&\s,}]+",
    re.IGNORECASE,
)
# One of these is in whatever the pattern finds.
_MARKS = ("eyj", "bearer ", "authorization", "_token", "cftoken", "client_secret", "code_verifier")


def redact(text):
    """The text without anything that could open an account."""
    text = text or ""
    # The pattern is slow on long texts, which hardly ever hold one of these.
    lowered = text.lower()
    if not any(mark in lowered for mark in _MARKS):
        return text
    return _SECRETS.sub(lambda found: "".join(filter(None, found.groups())) + "***", text)
