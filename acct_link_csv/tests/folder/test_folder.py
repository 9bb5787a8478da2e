"""Files put into a folder of the server, which its config file names, as well as kept."""

import os
import pathlib
import shutil
import tempfile
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ..common import CsvCommon

FOLDER = "folder:Books"


@tagged("post_install", "-at_install")
class TestFolder(CsvCommon):
    def setUp(self):
        super().setUp()
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.books = self.root / "books"
        self.books.mkdir()
        self.config = self.root / "odoo.conf"
        self._allow(Books=self.books)
        patched = patch.dict(config.options, {"config": str(self.config)})
        patched.start()
        self.addCleanup(patched.stop)

    def _allow(self, **folders):
        lines = "".join(f"\n    {name}: {path}" for name, path in folders.items())
        self.config.write_text(f"[options]\ndb_name = x\n\n[acct_link]\nfolders ={lines}\n")

    def _make(self):
        self.interface.csv_storage = FOLDER
        return self._upload(self._invoice()).file_id.sudo()

    def _names(self):
        return sorted(path.name for path in self.books.iterdir())

    def test_file_is_put_into_the_folder_with_the_bytes_that_are_kept(self):
        file = self._make()
        self.assertEqual(file.csv_drop_state, "waiting")
        file._cron_drop()
        self.assertEqual((file.csv_drop_state, file.state), ("done", "downloaded"))
        self.assertEqual(self._names(), [file.name])
        self.assertEqual((self.books / file.name).read_bytes(), self._bytes(file))
        file.csv_drop_state = "waiting"  # as if the process had died before its commit
        file._drop()
        self.assertEqual((file.csv_drop_state, self._names()), ("done", [file.name]))

    def test_folder_that_the_server_does_not_name_cannot_be_chosen(self):
        for code in ("folder:Other", "folder:", str(self.books), f"folder:{self.books}"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.interface.csv_storage = code

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_folder_that_the_server_names_no_more_takes_nothing(self):
        file = self._make()
        self._allow(Other=self.books)
        file._drop()
        self.assertProblem(file, "file_not_dropped")
        self.assertIn("“Books”", file.problem_text)
        self.assertEqual(self._names(), [])
        self._allow(Books=self.books)
        file._drop()
        self.assertEqual(self._names(), [file.name])

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_folder_that_is_gone_is_said_by_its_name_and_tried_again(self):
        file = self._make()
        self.books.rename(self.root / "away")
        file._drop()
        self.assertProblem(file, "file_not_dropped")
        self.assertIn("No such file or directory", file.problem_text)
        self.assertNotIn(str(self.root), file.problem_advice)
        (self.root / "away").rename(self.books)
        file.action_drop()
        file._cron_drop()
        self.assertEqual((file.csv_drop_state, self._names()), ("done", [file.name]))

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_file_of_somebody_else_that_comes_meanwhile_is_not_written_over(self):
        file = self._make()
        link = os.link

        def come(old, new):
            new.write_bytes(b"somebody else's")
            return link(old, new)

        with patch.object(os, "link", come):
            file._drop()
        self.assertProblem(file, "file_name_taken")
        self.assertEqual((self.books / file.name).read_bytes(), b"somebody else's")

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_link_that_lies_in_the_folder_leads_nowhere(self):
        file = self._make()
        outside = self.root / "outside"
        outside.write_bytes(b"not ours")
        for name in (f".{file.name}.part", file.name):
            (self.books / name).symlink_to(outside)
        file._drop()
        self.assertProblem(file, "file_name_taken")
        self.assertEqual(outside.read_bytes(), b"not ours")
        (self.books / file.name).unlink()
        file._drop()
        self.assertEqual(file.csv_drop_state, "done")
        self.assertFalse((self.books / file.name).is_symlink())
        self.assertEqual(outside.read_bytes(), b"not ours")

    def test_filesystem_without_links_takes_files_too(self):
        file = self._make()
        with patch.object(os, "link", side_effect=OSError(1, "Operation not permitted")):
            file._drop()
        self.assertEqual((file.csv_drop_state, self._names()), ("done", [file.name]))
