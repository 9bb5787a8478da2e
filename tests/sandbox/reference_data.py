"""The reference's data on a system, where a copy is at hand."""

import json
import os
import pathlib

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]


def find_reference(system, proof):
    """:param proof: a file that is there; :return: the folder of the data, or None"""
    named = os.environ.get(f"{system.upper()}_REFERENCE")
    beside = [each / "shared" / "data" / system for each in TOP.parents]
    folders = [pathlib.Path(named)] if named else beside
    return next((each for each in folders if (each / proof).is_file()), None)


def reference_fixture(system, proof):
    """:return: a fixture: JSON of the data, by the name of the file"""

    @pytest.fixture(scope="session")
    def reference():
        folder = find_reference(system, proof)
        if folder is None:
            variable = f"{system.upper()}_REFERENCE"
            pytest.skip(f"the reference's data is not here; {variable} may name its folder")
        return lambda name: json.loads((folder / f"{name}.json").read_text())

    return reference
