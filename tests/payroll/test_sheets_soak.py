"""People who act at random in Odoo and in its payroll, with faults and kills between them.

One short play of `make soak SYSTEM=xero-payroll`, which has all countries.
"""

import pytest

from kit.sheets.soak import SheetSoak

ACTIONS = 25


@pytest.mark.parametrize(("country", "seed"), [("NZ", 11)])
def test_random_actions_end_without_a_difference(at_random, country, seed):
    said = []
    soak = SheetSoak(at_random, seed, ACTIONS, say=said.append)
    assert soak.play() == {}, (said, soak.done)
    assert soak.sheets >= len(at_random.names)
    assert len(soak.done) > ACTIONS / 5
