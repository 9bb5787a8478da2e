"""Readers of import files, written from what the makers say of their formats and knowing nothing of
the writer: {key of the format: function of {name of the file: bytes} -> [Read]}.

They are as strict as the accounting systems are said to be, and raise AssertionError.
"""

from . import generic, iif, moneyworks, myob, oracle, sage, xero

READERS = {
    **generic.READERS,
    **iif.READERS,
    **moneyworks.READERS,
    **myob.READERS,
    **oracle.READERS,
    **sage.READERS,
    **xero.READERS,
}
