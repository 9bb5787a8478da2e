from odoo import api, fields, models

from odoo.addons.acct_link_oauth.models.interface import ADMINISTRATOR

from ..lib import contacts, sign_in

# Who turns an address elsewhere is sent the secrets, which no administrator of the link may read.
SYSTEM = "base.group_system"
ADDRESSES = ("myob_api_url", "myob_login_url")
RULE = (contacts.CARD_ID, "Card ID of the customer's own")


class AcctLinkInterface(models.Model):
    """The company file in MYOB, and the app that signs in to it."""

    _inherit = "acct.link.interface"

    connector = fields.Selection(
        selection_add=[("myob", "MYOB")],
        # The history of the batches outlives the connector.
        ondelete={"myob": lambda interfaces: interfaces._retire()},
    )
    match_rule = fields.Selection(selection_add=[RULE], ondelete={contacts.CARD_ID: "set default"})
    myob_user = fields.Char(
        string="User of the Company File",
        copy=False,
        groups=ADMINISTRATOR,
        help="Only where the company file asks for users of its own.",
    )
    myob_password = fields.Char(
        string="Password of that User",
        compute="_compute_myob_password",
        inverse="_inverse_myob_password",
        groups=ADMINISTRATOR,
        help="It can be set here, but never read again.",
    )
    myob_has_password = fields.Boolean(compute="_compute_myob_password", groups=ADMINISTRATOR)
    # Only tests and demonstrations turn these elsewhere.
    myob_api_url = fields.Char(
        string="MYOB API Address", default=sign_in.API_URL, groups=SYSTEM, copy=False
    )
    myob_login_url = fields.Char(
        string="MYOB Login Address", default=sign_in.LOGIN_URL, groups=SYSTEM, copy=False
    )

    myob_calls_a_second = fields.Integer(
        string="Calls a Second",
        default=5,
        required=True,
        tracking=True,
        help="Of all interfaces with this API key together, which should say the same. MYOB takes "
        "8 of a key, and 5 in earlier years.",
    )

    _myob_calls_a_second_positive = models.Constraint(
        "CHECK (myob_calls_a_second > 0)", "One call a second is the least."
    )

    def _compute_myob_password(self):
        self._show_secret("myob_password", "myob_has_password", "myob_file_password")

    def _inverse_myob_password(self):
        self._store_secret("myob_password", "myob_has_password", "myob_file_password")

    @api.constrains(*ADDRESSES)
    def _check_myob_addresses(self):
        self._check_addresses(ADDRESSES)

    def _get_myob_user(self):
        """:return: "name:password" of a user of the company file, empty where it has none
        :raises Misconfigured: the password cannot be read
        """
        user = self.sudo().myob_user
        if not user:
            return ""
        password = self._get_token()._read_secret("myob_file_password")
        return f"{user}:{password}"
