"""Files put into a storage of OCA's `fs_storage`, as well as kept."""

import pathlib
import shutil
import tempfile
from unittest import SkipTest
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import CsvCommon


@tagged("post_install", "-at_install")
class TestDrop(CsvCommon):
    """With OCA's add-on `fs_storage`, on a folder of this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "fs.storage" not in cls.env:
            raise SkipTest("fs_storage is not installed")

    def setUp(self):
        super().setUp()
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        storage = self.env["fs.storage"].sudo().create(
            {
                "name": "Shared drive",
                "code": "books",
                "protocol": "file",
                "directory_path": str(self.root),
            }
        )  # fmt: skip
        self.filesystem = type(storage.fs)

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
        with patch.object(self.filesystem, "open", side_effect=secret):
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
        with patch.object(self.filesystem, "mv", side_effect=OSError):
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
