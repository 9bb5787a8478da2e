"""A file into a folder: there whole or not at all.

`filesystem` is one of fsspec's, or a folder.Folder: what has its `exists`, `cat_file`, `open` and
`mv`.
"""

import os


class Taken(FileExistsError):
    """Another file of that name lies there; it is never written over."""


def put(filesystem, name: str, content: bytes):
    """Put a file under its name; the same bytes there already are it.

    :raises Taken: other bytes are there; any other exception: what the filesystem said
    """
    if filesystem.exists(name):
        if filesystem.cat_file(name) != content:
            raise Taken(name)
        return
    # Whoever watches the folder must not see half of it.
    part = f".{name}.part"
    with filesystem.open(part, "wb") as file:
        file.write(content)
    try:
        filesystem.mv(part, name)
    except FileExistsError:  # laid there meanwhile
        raise Taken(name) from None


def get_reason(error: Exception) -> str:
    """What may be shown of it: what a filesystem says itself may hold an address or a password."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else type(error).__name__
