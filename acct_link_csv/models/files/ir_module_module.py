from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_module import assert_log_admin_access

CORE, FILES = "acct_link_batch", "acct_link_csv"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @assert_log_admin_access
    def button_uninstall(self):
        """The batches outlive this add-on. Without it nobody could say what became of a file, and
        once it is installed again the documents would go into a second one.
        """
        names = set((self + self.downstream_dependencies()).mapped("name"))
        if FILES in names and CORE not in names:
            self._check_no_file_open()
        return super().button_uninstall()

    def _check_no_file_open(self):
        groups = (
            self.env["acct.link.batch.line"]
            .sudo()
            ._read_group([("state", "=", "exported")], ["batch_id"])
        )
        if groups:
            raise UserError(
                self.env._(
                    "Documents of these batches are in files, and nobody has said whether they "
                    "were imported: %(batches)s. Answer “Was it imported?” there first.",
                    batches=", ".join(batch.name for (batch,) in groups),
                )
            )
