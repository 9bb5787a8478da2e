"""Folders of the server's config file, and what they take."""

import pathlib

import pytest

import odoo.init  # noqa: F401

from odoo.addons.acct_link_csv.lib.folder import Folder, read_folders


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "odoo.conf"
        path.write_text(text)
        return read_folders(str(path))

    return read


def test_folders_have_names_and_absolute_paths(read):
    lines = ("Books: /srv/books", "  Our Branch:/mnt/a b", "  No: srv", "  : /x", "  /y")
    assert read("[acct_link]\nfolders = " + "\n".join(lines)) == {
        "Books": pathlib.Path("/srv/books"),
        "Our Branch": pathlib.Path("/mnt/a b"),
    }


@pytest.mark.parametrize(
    "text", ["", "[options]\nfolders = a: /b\n", "no section\n", "[acct_link]\n", "\0[", "[a]\n[a]"]
)
def test_config_without_folders_offers_none(read, text):
    assert read(text) == {}


@pytest.mark.parametrize("path", [None, "", "/nowhere/odoo.conf"])
def test_config_that_is_not_there_offers_none(path):
    assert read_folders(path) == {}


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/b", "..", ".", ""])
def test_name_leads_out_of_no_folder(tmp_path, name):
    with pytest.raises(ValueError, match="is no name of a file"):
        Folder(tmp_path).open(name, "wb")
