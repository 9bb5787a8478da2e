"""A line in parts, without any record."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.acct_link_batch.lib import document as doc

from ..lib.split import shares_of, split

amounts = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


@tagged("post_install", "-at_install")
class TestLibSplit(BaseCase):
    @settings(max_examples=100, deadline=None)
    @given(
        amounts,
        amounts,
        st.lists(st.decimals(min_value="0.01", max_value=10, places=2), max_size=9),
        st.booleans(),
    )
    def test_parts_of_a_line_have_exactly_its_amounts(self, net, tax, percents, included):
        shares = [(percent, (("c", str(n)),)) for n, percent in enumerate(percents)]
        shares.append((100 - sum(percents), ()))
        zero = Decimal()
        line = doc.Line("Work", Decimal(3), net, zero, net, tax, "200", "S", zero)
        parts = split(line, shares, included)
        self.assertEqual([part.tracking for part in parts], [pairs for _percent, pairs in shares])
        self.assertEqual(sum(part.net for part in parts), net)
        self.assertEqual(sum(part.tax for part in parts), tax)
        for part in parts:
            self.assertEqual(round(part.net, 2), part.net)
            self.assertTrue(len(parts) == 1 or part.price in (part.net, part.gross))

    def test_shares_of_a_distribution(self):
        north, south, design = {"R": "n"}, {"R": "s"}, {"T": "d"}
        n, s, d = ("R", "n"), ("R", "s"), ("T", "d")
        for distribution, expected in (
            ([(100, {**north, **design})], [(100, (n, d))]),
            ([(100, north), (100, design)], [(100, (n, d))]),
            ([(60, north), (40, south)], [(60, (n,)), (40, (s,))]),
            ([(60, north), (40, design)], [(60, (n,)), (40, (d,))]),
            ([(30, north)], [(30, (n,)), (70, ())]),
            ([(30, north), (100, design)], [(30, (n, d)), (70, (d,))]),
            ([(50, {}), (50, {})], [(100, ())]),
            ([(50, north), (50, north)], [(100, (n,))]),
            ([(60, north), (60, south)], None),
            ([(60, north), (40, south), (50, design), (50, {"T": "x"})], None),
            ([(100, north), (100, south)], None),
            ([(-10, north)], None),
            # As a float has them: a third and a sixth of the whole are no rest, and not too much.
            (
                [("33.333333333333336", north), ("66.66666666666667", south)],
                [(Decimal("33.333333"), (n,)), (Decimal("66.666667"), (s,))],
            ),
            (
                [("16.6666665", north), ("83.3333335", south)],
                [(Decimal("16.666667"), (n,)), (Decimal("83.333333"), (s,))],
            ),
            ([("99.999", north), (100, design)], [(100, (n, d))]),
            ([("99.99", north)], [(Decimal("99.99"), (n,)), (Decimal("0.01"), ())]),
        ):
            with self.subTest(distribution=distribution):
                entries = [(Decimal(percent), pairs) for percent, pairs in distribution]
                self.assertEqual(shares_of(entries), expected)
