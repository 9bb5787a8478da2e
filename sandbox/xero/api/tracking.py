"""Adding an option to a tracking category (Xero API: Tracking Categories). How Xero words its
refusals is not known: they are the stand-in's own."""

from typing import Any

from sandbox.common.ids import new_guid
from sandbox.common.request import Request

from ..books.books import Books
from ..problems import not_found, validation
from ..settings import Settings
from .writing import elements_of

MOST_OPTIONS = 100  # Xero, "Set up tracking categories"
LONGEST_NAME = 100
_ACTIVE = {
    "Status": "ACTIVE",
    "HasValidationErrors": False,
    "IsDeleted": False,
    "IsArchived": False,
    "IsActive": True,
}
Row = dict[str, Any]


class OptionWriter:
    def __init__(self, books: Books, settings: Settings) -> None:
        self._books = books
        self._settings = settings

    def put(self, request: Request, category_id: str) -> list[Row]:
        """One option: the description knows no more of them in a body."""
        category = next(
            (each for each in self._books.tracking if each["TrackingCategoryID"] == category_id),
            None,
        )
        if category is None:
            raise not_found()
        [element] = elements_of(request, "Options", "TrackingOption", self._settings)
        if problem := self._problem(category, element):
            said = {**element, "ValidationErrors": [{"Message": problem}]}
            raise validation("A validation exception occurred", [said])
        option = {
            "TrackingOptionID": new_guid(),
            "Name": element["Name"].strip(),
            "Status": "ACTIVE",
        }
        category["Options"].append(option)
        return [{**option, **_ACTIVE}]

    def _problem(self, category: Row, element: Row) -> str:
        name, options = (element.get("Name") or "").strip(), category["Options"]
        if not name:
            return "Name is required for the tracking option"
        if len(name) > LONGEST_NAME:
            return f"The tracking option name is longer than {LONGEST_NAME} characters"
        if category["Status"] != "ACTIVE":
            return "The tracking category is not active"
        taken = {option["Name"].casefold() for option in options}
        if name.casefold() in taken and not self._settings.lenient:
            return "A tracking option with this name exists already"
        if sum(option["Status"] == "ACTIVE" for option in options) >= MOST_OPTIONS:
            return f"A tracking category has {MOST_OPTIONS} options at most"
        return ""
