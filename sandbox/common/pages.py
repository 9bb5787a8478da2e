"""What a browser sees of a stand-in: pages, and being sent on."""

import html
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .answer import Answer

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font-family: sans-serif; max-width: 32em; margin: 3em auto">
<h1>{title}</h1>
{content}
</body></html>
"""


def page(status: int, title: str, content: str) -> Answer:
    """:param content: HTML, escaped where it has to be"""
    body = _PAGE.format(title=html.escape(title), content=content).encode()
    return Answer(status, body, "text/html; charset=utf-8")


def error_page(name: str, text: str) -> Answer:
    content = f"<p>Error: {html.escape(name)}</p><p>{html.escape(text)}</p>"
    return page(400, "Sorry, something went wrong", content)


def redirect(uri: str, parameters: dict[str, str]) -> Answer:
    parts = urlsplit(uri)
    query = urlencode([*parse_qsl(parts.query), *parameters.items()])
    return Answer(302, headers={"Location": urlunsplit(parts._replace(query=query))})
