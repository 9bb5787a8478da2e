"""An option that is added to a category there: the follow-up write of an analytic account that has
none.

`Operation.remote_id` names the option that is to be, and not only its category, so that no two are
under way for the same one. `values`: `category` (remote id and `category_name`) and `name`.
"""

from odoo.addons.acct_link_batch.lib.matching import normalise

ADD_OPTION = "add_option"
PLACEHOLDER = "?"  # before the id of an analytic account whose option is still to come


def target_of(category: str, name: str) -> str:
    """The target of an Operation: one for each option, however its name is spelt."""
    return f"{category}:{normalise(name)}"


def category_of(target: str) -> str:
    """The remote id of the category of a target."""
    return target.partition(":")[0]
