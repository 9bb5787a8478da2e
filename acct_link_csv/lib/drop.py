"""A file into a folder: there whole or not at all.

`filesystem` is one of fsspec's, or whatever has the same `exists`, `cat_file`, `open` and `mv`.
"""


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
    filesystem.mv(part, name)
