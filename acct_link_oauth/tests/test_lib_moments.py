"""Moments at which calls may go out."""

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib.moments import Moments


def test_calls_keep_their_moments_and_the_other_gate():
    now, others = [100.0], [0]
    moments = Moments(lambda: now[0])
    gate = moments.before(lambda: others[0])
    moments.fill(wait=1, count=2, step=0.2)
    assert gate() == 1
    now[0] = 101
    others[0] = 0.5
    assert gate() == 0.5  # the moment stays for this call
    others[0] = 0
    assert gate() == 0
    assert round(gate(), 3) == 0.2
    now[0] = 102
    assert [gate(), gate()] == [0, 0]  # one that is made again has none


def test_moments_of_before_are_forgotten():
    now = [100.0]
    moments = Moments(lambda: now[0])
    moments.fill(wait=50, count=5, step=0.2)
    moments.fill(wait=0, count=1, step=0.2)
    assert moments.before(lambda: 0)() == 0
