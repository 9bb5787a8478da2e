"""Files put into a folder, as well as kept."""

import pathlib
import shutil
import tempfile
from unittest import SkipTest
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CsvCommon


class Folder:
    """A filesystem on this machine, with what fsspec's have."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def exists(self, name):
        return (self.root / name).exists()

    def cat_file(self, name):
        return (self.root / name).read_bytes()

    def open(self, name, mode):
        return (self.root / name).open(mode)

    def mv(self, old, new):
        shutil.move(self.root / old, self.root / new)


@tagged("post_install", "-at_install")
class TestDrop(CsvCommon):
    def setUp(self):
        super().setUp()
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        Interface, File = type(self.interface), type(self.env["acct.link.file"])
        storages = [("books", "Shared drive")]
        for model, name, value in (
            (Interface, "_select_storage", lambda _self: storages),
            (File, "_get_drop_filesystem", lambda _self, _folder: Folder(self.root)),
        ):
            patcher = patch.object(model, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _make(self):
        self.interface.csv_storage = "books"
        return self._upload(self._invoice()).file_id

    def _names(self):
        return sorted(path.name for path in self.root.iterdir())

    def test_nothing_is_dropped_where_no_folder_was_chosen(self):
        file = self._upload(self._invoice()).file_id
        self.assertFalse(file.csv_drop_state)
        self.env["acct.link.file"].sudo()._cron_drop()
        self.assertEqual(self._names(), [])

    def test_file_is_put_into_the_folder_with_the_bytes_that_are_kept(self):
        file = self._make()
        self.assertEqual((file.csv_drop_state, file.state), ("waiting", "new"))
        self.env["acct.link.file"].sudo()._cron_drop()
        self.assertEqual((file.csv_drop_state, file.state), ("done", "downloaded"))
        self.assertEqual(self._names(), [file.name])
        self.assertEqual((self.root / file.name).read_bytes(), self._bytes(file))

    def test_the_same_file_again_changes_nothing(self):
        file = self._make().sudo()
        file._drop()
        file.csv_drop_state = "waiting"  # as if the process had died before its commit
        file._drop()
        self.assertEqual((file.csv_drop_state, self._names()), ("done", [file.name]))

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_folder_that_takes_nothing_is_said_and_tried_again(self):
        file = self._make().sudo()
        secret = OSError("sftp://user:hunter2@host/ is down")
        with patch.object(Folder, "open", side_effect=secret):
            file._cron_drop()
        self.assertEqual(file.csv_drop_state, "failed")
        self.assertProblem(file, "file_not_dropped")
        self.assertNotIn("hunter2", file.problem_advice)
        self.assertTrue(self._bytes(file))
        file._cron_drop()
        self.assertEqual(self._names(), [], "too early")
        file.action_drop()
        file._cron_drop()
        self.assertEqual((file.csv_drop_state, self._names()), ("done", [file.name]))
        self.assertFalse(file.problem_text)

    @mute_logger("odoo.addons.acct_link_csv.models.files.file")
    def test_half_a_file_never_has_its_name_and_another_one_is_never_written_over(self):
        file = self._make().sudo()
        with patch.object(Folder, "mv", side_effect=OSError):
            file._drop()
        self.assertEqual(self._names(), [f".{file.name}.part"])
        (self.root / file.name).write_bytes(b"somebody else's")
        file._drop()
        self.assertProblem(file, "file_name_taken")
        self.assertEqual((self.root / file.name).read_bytes(), b"somebody else's")

    def test_only_a_folder_that_is_offered_can_be_chosen(self):
        with self.assertRaises(ValidationError):
            self.interface.csv_storage = "/etc"
        clerk = new_test_user(
            self.env(su=True),
            "csv_drop_clerk",
            groups="base.group_user,acct_link_batch.group_acct_link_user",
        )
        with self.assertRaises(AccessError):
            self.interface.with_user(clerk).csv_storage = "books"

    def test_storage_of_fs_storage_takes_the_file(self):
        """With the real one, where it is installed."""
        self.doCleanups()
        if "fs.storage" not in self.env:
            raise SkipTest("fs_storage is not installed")
        root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, root, ignore_errors=True)
        self.env["fs.storage"].sudo().create(
            {"name": "Shared drive", "code": "books", "protocol": "file", "directory_path": root}
        )
        file = self._make()
        self.env["acct.link.file"].sudo()._cron_drop()
        self.assertEqual(file.csv_drop_state, "done", file.problem_text)
        self.assertEqual((pathlib.Path(root) / file.name).read_bytes(), self._bytes(file))
