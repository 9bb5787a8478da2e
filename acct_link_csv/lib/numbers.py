"""The number of a document as a file carries it."""

from odoo.addons.acct_link_batch.lib.matching import trim


def apply_rule(rule, number, kind):
    """The number after a `format.NumberRule`; longer than its length if nothing makes it fit.
    Blanks and invisible characters around it are nobody's.
    """
    number = trim(number)
    if not applies(rule, kind):
        return number
    if not rule.always and (not rule.length or len(number) <= rule.length):
        return number
    for step in rule.steps:
        number = _STEPS[step.do](step, number, kind)
    return number


def applies(rule, kind):
    return not rule.kinds or kind in rule.kinds


def _only_digits(_step, number, _kind):
    return "".join(character for character in number if character in "0123456789")


def _only_letters_digits(_step, number, _kind):
    return "".join(character for character in number if character.isascii() and character.isalnum())


_STEPS = {
    "replace": lambda step, number, _kind: number.replace(step.old, step.new),
    "only_digits": _only_digits,
    "only_letters_digits": _only_letters_digits,
    "keep_last": lambda step, number, _kind: number[-step.count :],
    "prefix": lambda step, number, kind: step.by_kind.get(kind, "") + number,
}
