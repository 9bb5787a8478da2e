"""One HTTP request as the rooms of the stand-in see it."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Request:
    """`target` is the raw path and query of the request line; header names are lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @cached_property
    def query(self) -> dict[str, str]:
        """Query parameters; of a repeated one the last counts."""
        parsed = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in parsed.items()}

    @cached_property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    @cached_property
    def posted(self) -> dict[str, str]:
        """Values of the form; of a repeated one the last counts."""
        return {name: values[-1] for name, values in self.form.items()}

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def flag(self, name: str, default: bool) -> bool:
        """A boolean query parameter; SDKs write `True`, people write `true`."""
        value = self.query.get(name, "").lower()
        return default if value not in ("true", "false") else value == "true"
