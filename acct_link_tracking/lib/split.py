"""A line in parts: where it belongs to several options of a tracking category."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

WHOLE = Decimal(100)
# Percentages of a third or a seventh come with as many digits as a float has.
_DIGITS = Decimal("0.000001")
_SLACK = Decimal("0.005")  # half of what Odoo shows


def split(line, shares, tax_included=False):
    """The line in one part for each share; together they have exactly its amounts.

    A single share of 100 % leaves the line as it is printed. Parts are sent once each, the share in
    their description; what rounding leaves goes to the largest.

    :param shares: [(percent, pairs as in `Line.tracking`)], together 100 %
    :return: [Line]
    """
    if len(shares) == 1:
        [(_percent, tracking)] = shares
        return [replace(line, tracking=tracking) if tracking else line]
    percents = [percent for percent, _tracking in shares]
    parts = []
    for (percent, tracking), net, tax in zip(
        shares, portions(line.net, percents), portions(line.tax, percents), strict=True
    ):
        parts.append(
            replace(
                line,
                description=f"{line.description} ({percent.normalize():f} %)",
                quantity=Decimal(1),
                price=net + tax if tax_included else net,
                discount=Decimal(),
                net=net,
                tax=tax,
                tracking=tracking,
            )
        )
    return parts


def portions(amount, percents):
    """The amount in parts of the same number of decimals that add up to it. :return: [Decimal]"""
    quantum = Decimal(1).scaleb(amount.as_tuple().exponent)
    parts = [(amount * percent / WHOLE).quantize(quantum, ROUND_HALF_UP) for percent in percents]
    largest = percents.index(max(percents))
    parts[largest] += amount - sum(parts)
    return parts


def is_all(percents):
    """Whether these shares are the whole."""
    return abs(sum(percents) - WHOLE) <= _SLACK


def is_within(distribution):
    """Whether no share is negative, and those of each category are 100 % at most together.

    :param distribution: as of `shares_of`
    """
    sums = {}
    for percent, pairs in distribution:
        for category in pairs:
            sums[category] = sums.get(category, Decimal()) + percent
    return all(percent >= 0 for percent, _pairs in distribution) and all(
        percent <= WHOLE + _SLACK for percent in sums.values()
    )


def shares_of(distribution):
    """What a line belongs to, as shares of the whole.

    Odoo allows each plan its own 100 %, apart or together. Apart, all plans but one have to be
    undivided: how two divided ones overlap, nobody said.

    :param distribution: [(percent, {category: option})], options of one category in each entry
    :return: [(percent, pairs)] that together are 100 %; None if it cannot be told
    """
    if any(percent < 0 for percent, _pairs in distribution):
        return None
    parts = {}
    for percent, pairs in distribution:
        key = tuple(sorted(pairs.items()))
        parts[key] = parts.get(key, Decimal()) + percent
    parts = {key: percent.quantize(_DIGITS, ROUND_HALF_UP) for key, percent in parts.items()}
    parts.pop((), None)
    base = ()
    if sum(parts.values()) > WHOLE + _SLACK:
        categories = [tuple(category for category, _option in key) for key in parts]
        base_keys = [
            key
            for key, percent in parts.items()
            if percent == WHOLE and categories.count(tuple(c for c, _o in key)) == 1
        ]
        base = tuple(sorted(pair for key in base_keys for pair in key))
        for key in base_keys:
            del parts[key]
        left = {category for key in parts for category, _option in key}
        if (
            sum(parts.values()) > WHOLE + _SLACK
            or left & {category for category, _option in base}
            or len({category for category, _option in base}) != len(base)
        ):
            return None
    shares = [(percent, tuple(sorted((*base, *key)))) for key, percent in parts.items() if percent]
    rest = WHOLE - sum(percent for percent, _tracking in shares)
    if shares and abs(rest) <= _SLACK:
        percent, pairs = max(shares, key=lambda share: share[0])
        shares[shares.index((percent, pairs))] = (percent + rest, pairs)
        return shares
    return [*shares, (rest, base)] if rest else shares
