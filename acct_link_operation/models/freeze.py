import base64
import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.acct_link_batch.lib.document import PURCHASES, Document, to_json
from odoo.addons.acct_link_batch.lib.problem import Problem

from ..lib.operation import file_name, media_type


class AcctLinkUploadFreeze(models.AbstractModel):
    """What goes into an operation just before it is sent: `_freeze_<operation>`, where one has
    something that is not known earlier.
    """

    _name = "acct.link.upload.freeze"
    _description = "What is Known only when It is Sent"

    @api.model
    def _freeze_operation(self, interface, operation):
        """What is only known now goes into the operation. :return: [Problem]"""
        freeze = getattr(self, f"_freeze_{operation.operation}", None)
        if not freeze:
            return []
        return freeze(interface, operation)

    @api.model
    def _freeze_void(self, interface, operation):
        """A document that was posted again since a user asked is meant to stand: a void cannot
        be taken back, and the number would be lost with it.
        """
        if operation.line_id.move_id.state == "posted":
            return [Problem("void_posted", {"number": operation.subject})]
        return []

    @api.model
    def _freeze_update(self, interface, operation):
        """The document as it is now, built and checked like one that goes out the first time."""
        line = operation.line_id
        number = {"number": operation.subject}
        if line.state != "uploaded":
            return [Problem("update_not_uploaded", number)]
        if line.move_id.state != "posted":
            return [Problem("update_not_posted", number)]
        Contact = self.env["acct.link.upload.contact"]
        wanted = Contact._get_wanted_of_lines(interface, line)
        contacts = Contact._get_known_of_lines(interface, line, wanted)
        if wanted.keys() - contacts.keys():
            return [Problem("contact_not_found", {"key": wanted[line.id].label})]
        result = self.env["acct.link.document"]._prepare_documents(interface, line, contacts)
        document = result[line.id]
        if not isinstance(document, Document):
            return document
        operation.sent_values = {
            **operation.values,
            "before": line.document,
            "document": to_json(document),
            "fingerprint": line._get_fingerprints(line.move_id)[line.move_id.id],
        }
        return []

    @api.model
    def _freeze_attach(self, interface, operation):
        """The file of the document: rendered by the loop, as it takes longer than a button may."""
        move = operation.line_id.move_id
        said = "-"
        try:
            name, content, mimetype = move._acct_link_file(operation.requested_by)
        except UserError as error:
            said, content = str(error), b""
        if not content:
            if operation.kind in PURCHASES:
                return [Problem("attach_no_file", {}, (move._name, move.id))]
            report = self.env["ir.actions.report"]
            if report.get_wkhtmltopdf_state() in ("install", "broken"):
                return [Problem("attach_no_printer")]
            return [Problem("attach_none", {"message": said}, (move._name, move.id))]
        limit = interface._connector()._capabilities(interface).file_bytes
        if len(content) > limit:
            sizes = {"size": str(len(content) // 1000), "limit": str(limit // 1000)}
            return [Problem("attach_too_large", sizes, (move._name, move.id))]
        operation.content = base64.b64encode(content)
        operation.sent_values = {
            **operation.values,
            "name": file_name(name),
            "mimetype": media_type(mimetype),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        return []
