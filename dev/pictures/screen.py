"""What a screen that gets a picture is told by, and the words that several of them share."""

from dataclasses import dataclass

ROWS = ".o_list_view .o_data_row"
FORM = ".o_form_view"
FORM_ROWS = ".o_form_view .o_data_row"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
MANUAL = "docs/screenshots"
LINK = "acct_link_batch/static/description"
OF_XERO = "acct_link_xero/static/description"
FILES = "acct_link_csv/static/description"


@dataclass(frozen=True)
class Screen:
    """
    :param name: of the picture; both widths are in .state/screenshots, as NAME_1400.png
    :param path: below /odoo/; names in braces are what the story keeps, as {batch}
    :param ready: CSS selector of what is there once the screen is
    :param clicks: (selector, ready) or (selector, ready, text of what is clicked), done before
    :param used: files of the repository that are this picture, 1400 pixels wide
    :param clerk: it is what a user of the link sees, who is neither manager nor administrator
    :param file: text of a file that is chosen where the page asks for one, before `then`
    :param then: as `clicks`, after the file was chosen
    """

    name: str
    path: str
    ready: str
    clicks: tuple[tuple[str, ...], ...] = ()
    used: tuple[str, ...] = ()
    clerk: bool = False
    file: str = ""
    then: tuple[tuple[str, ...], ...] = ()
