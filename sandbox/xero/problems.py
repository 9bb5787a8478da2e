"""Refusals of a whole request, in the shapes Xero gives them (Xero API: Response codes)."""

from typing import Any

from sandbox.common.answer import Answer, Refused, json_answer
from sandbox.common.ids import new_guid


def bad_request(number: int, type_: str, message: str, **more: Any) -> Refused:
    body = {"ErrorNumber": number, "Type": type_, "Message": message, **more}
    return Refused(json_answer(400, body))


def validation(message: str, elements: list[Any] | None = None) -> Refused:
    return bad_request(10, "ValidationException", message, Elements=elements or [])


def bad_data(message: str) -> Refused:
    return bad_request(14, "PostDataInvalidException", message)


def bad_query(message: str) -> Refused:
    return bad_request(16, "QueryParseException", message)


def not_found() -> Refused:
    """Unknown ids are answered with an empty page, not with JSON."""
    return Refused(Answer(404, content_type="text/html; charset=utf-8"))


def unauthorised(detail: str, headers: dict[str, str] | None = None) -> Refused:
    return _problem(401, "Unauthorized", detail, headers)


def forbidden(detail: str = "AuthenticationUnsuccessful") -> Refused:
    return _problem(403, "Forbidden", detail)


def _problem(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None
) -> Refused:
    body: dict[str, Any] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": new_guid(),
        "Extensions": {},
    }
    return Refused(json_answer(status, body, headers))
