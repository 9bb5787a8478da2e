"""Folders of the server that files may be put into.

They stand in the server's config file, which only whoever runs the server can write; a user of
Odoo, also one who may change all settings, chooses among them and names no other:

    [acct_link]
    folders =
        Books: /srv/books
        Branch: /srv/branch
"""

import errno
import os
import pathlib
from configparser import ConfigParser, Error

SECTION, OPTION = "acct_link", "folders"
# What filesystems answer that know no second name for a file.
NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def read_folders(config_path) -> dict[str, pathlib.Path]:
    """:param config_path: of the server's config file, or nothing
    :return: {name: path}; a line that is not "name: absolute path" is none
    """
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(config_path or [])
    except (Error, UnicodeDecodeError):  # Odoo itself reads another section of it
        return {}
    folders = {}
    for line in parser.get(SECTION, OPTION, fallback="").splitlines():
        name, _colon, path = line.partition(":")
        if name.strip() and pathlib.Path(path.strip()).is_absolute():
            folders[name.strip()] = pathlib.Path(path.strip())
    return folders


class Folder:
    """A folder as drop.put takes one. Names with a part of a path are refused: ValueError."""

    def __init__(self, root):
        self._root = pathlib.Path(root)

    def _find(self, name):
        if name != pathlib.PurePath(name).name or name in ("", ".", ".."):
            raise ValueError(f"{name!r} is no name of a file")
        return self._root / name

    def exists(self, name):
        return os.path.lexists(self._find(name))

    def cat_file(self, name):
        return self._find(name).read_bytes()

    def open(self, name, mode):
        """A new file in place of one that an earlier try left; never through a link, which others
        who write into the folder may have laid there.

        :raises OSError: the folder is not there, or takes nothing
        """
        path = self._find(name)
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        return open(path, mode, opener=lambda file, _flags: os.open(file, flags, 0o666))

    def mv(self, name, new_name):
        """In one step, with its bytes on the disk, and over no other file.

        :raises FileExistsError: one of the new name is there
        """
        old, new = self._find(name), self._find(new_name)
        with old.open("rb") as file:
            os.fsync(file.fileno())
        try:
            os.link(old, new)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if os.path.lexists(new):
                raise FileExistsError(new_name) from None
            old.rename(new)
        else:
            old.unlink()
