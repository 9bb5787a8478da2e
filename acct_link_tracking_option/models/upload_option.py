from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.acct_link_batch.lib.problem import Problem
from odoo.addons.acct_link_operation.models.operation import OPEN_OPERATION_STATES

from ..lib.addition import ADD_OPTION

ASK_AGAIN_SECONDS = 5  # after the moment at which an addition is settled


class AcctLinkUpload(models.AbstractModel):
    """Options are added before the documents that name them."""

    _inherit = "acct.link.upload"

    @api.model
    def _get_stages(self):
        stages = super()._get_stages()
        stages.insert(stages.index("acct.link.upload.document"), "acct.link.upload.option")
        return stages


class AcctLinkUploadOption(models.AbstractModel):
    """Before documents go, the options that they lack and that somebody, or the setting, asked to
    add. An addition is a follow-up like any other: written ahead, and looked for before it is sent
    or repeated. Documents of one whose outcome is not known wait for it.
    """

    _name = "acct.link.upload.option"
    _description = "Options that an Upload Adds"

    @api.model
    def _run(self, turn):
        """:return: how many additions were sent; None: the documents may go"""
        if not turn.interface._may_add_options():
            return None
        Operation = self.env["acct.link.upload.operation"]
        additions = Domain("operation", "=", ADD_OPTION)
        while lines := self.env["acct.link.upload.document"]._pick(turn):
            missing = turn.interface._get_missing_options(lines.move_id)
            if not missing:
                return None
            if turn.interface.option_policy == "add":
                self._ask(turn.interface, missing)
            done = Operation._run(turn, additions)
            if done is not None:
                return done
            if not self._postpone(turn.interface, lines, missing):
                return None
        return None

    @api.model
    def _ask(self, interface, missing):
        """Ask for the additions that nobody has asked for yet; those that failed wait for a person.

        :param missing: as of `_get_missing_options`
        """
        known = self._get_additions(interface, missing, (*OPEN_OPERATION_STATES, "failed"))
        self.env["acct.link.operation"]._enqueue_all(
            interface,
            [
                self.env["acct.link.operation"]._prepare_addition(interface, account, category)
                for account, (category, _moves) in missing.items()
                if account not in known
            ],
        )

    @api.model
    def _get_additions(self, interface, missing, states):
        """:return: {account.analytic.account: acct.link.operation} of those in one of the states"""
        operations = self.env["acct.link.operation"].search(
            [
                ("remote_org_id", "=", interface.remote_org_id),
                ("operation", "=", ADD_OPTION),
                ("state", "in", states),
            ],
            order="id desc",
        )
        by_target = {each.remote_id: each for each in operations}
        targets = {
            account: account._get_option_target(interface, category)
            for account, (category, _moves) in missing.items()
        }
        return {
            account: by_target[target] for account, target in targets.items() if target in by_target
        }

    @api.model
    def _postpone(self, interface, lines, missing):
        """Let the documents wait whose options are on their way. :return: whether there are some"""
        waiting = lines.browse()
        for account, operation in self._get_additions(
            interface, missing, OPEN_OPERATION_STATES
        ).items():
            category, moves = missing[account]
            some = lines.filtered(lambda line, moves=moves: line.move_id in moves)
            until = operation.next_try or operation.request_id.settle_until
            until = fields.Datetime.add(
                max(until or fields.Datetime.now(), fields.Datetime.now()),
                seconds=ASK_AGAIN_SECONDS,
            )
            values = {"option": operation.subject, "category": category.name}
            problems = lines._prepare_problems([Problem("tracking_underway", values)])
            some.try_lock_for_update().write({"next_try": until, "problems": problems})
            self.env["acct.link.upload"]._wake(until)
            waiting += some
        if waiting:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return bool(waiting)
