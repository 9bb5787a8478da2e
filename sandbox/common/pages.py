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


def choice_page(
    title: str,
    words: tuple[str, ...],
    action: str,
    hidden: dict[str, str],
    choices: tuple[str, dict[str, str]],
    decisions: dict[str, str],
) -> Answer:
    """A form that POSTs the hidden values again, with one of the choices and a `decision`.

    :param choices: (name of the value, {value: words}); decisions: {value: words of its button}
    """
    name, options = choices
    text = "".join(f"<p>{html.escape(each)}</p>" for each in words)
    kept = (f'type="hidden" name="{each}" value="{html.escape(hidden[each])}"' for each in hidden)
    inputs = "".join(f"<input {each}>" for each in kept)
    for value, label in options.items():
        field = f'<input type="radio" name="{name}" value="{value}">'
        inputs += f"<p><label>{field} {html.escape(label)}</label></p>"
    for value, label in decisions.items():
        inputs += f'<button name="decision" value="{value}">{label}</button> '
    return page(200, title, f'{text}<form method="post" action="{action}">{inputs}</form>')


def error_page(name: str, text: str) -> Answer:
    content = f"<p>Error: {html.escape(name)}</p><p>{html.escape(text)}</p>"
    return page(400, "Sorry, something went wrong", content)


def redirect(uri: str, parameters: dict[str, str]) -> Answer:
    parts = urlsplit(uri)
    query = urlencode([*parse_qsl(parts.query), *parameters.items()])
    return Answer(302, headers={"Location": urlunsplit(parts._replace(query=query))})
