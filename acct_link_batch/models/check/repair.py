from datetime import timedelta

from odoo import api, models

from ...lib.catalogue.contact import CONTACT
from ...lib.catalogue.document import DOCUMENT
from ...lib.catalogue.entry import WARNING
from ...lib.catalogue.setup import SETUP
from ...lib.document import document_from_json
from .preflight import ADD, KNOWN

MAX_LINES = 500
# A change bears the moment its transaction began, and may become visible later.
LONGEST_SAVE = timedelta(minutes=1)
# Of the catalogue's parts on documents and set-up, what no check of ours can see.
UNSEEN = {"declared_missing", "changed_since", "account_missing_on_line", "url_refused"}
# Problems of contacts that our own checks find, and do not find any more once they are cured.
CHECKED_CONTACTS = {
    "never_send",
    "customer_nameless",
    "customer_code_missing",
    "customer_code_twice",
    "supplier_code_of_job",
    "contact_reference_missing",
    "contact_key_long",
    "contact_of_another",
    "contact_of_its_own",
}
# What was refused there is cured when this differs from what was sent.
REFUSED = {
    "account_refused": lambda document: [line.account for line in document.lines],
    "tax_refused": lambda document: [(line.account, line.tax_code) for line in document.lines],
    "number_taken": lambda document: document.number,
    "number_taken_void": lambda document: document.number,
}


class AcctLinkRepair(models.AbstractModel):
    """Which documents that failed would go through now, as what they failed for was put right."""

    _name = "acct.link.repair"
    _description = "Failed Documents That Were Repaired"

    @api.model
    def _get_repaired(self, lines):
        """:param lines: acct.link.batch.line that failed, as superuser
        :return: those to retry, of the first 500 that something was changed for since
        """
        repaired = lines.browse()
        for interface, some in lines.grouped("interface_id").items():
            settings_at = self._get_changed_at(interface)
            changed = some.filtered(lambda line, at=settings_at: self._is_touched(line, at))
            candidates = changed.filtered(
                lambda line, interface=interface: all(
                    self._is_curable(problem.code) for problem in self._get_errors(line)
                )
            )[:MAX_LINES]
            if not candidates:
                continue
            findings = self.env["acct.link.preflight"]._look(interface, candidates)
            repaired += candidates.filtered(
                lambda line, interface=interface, findings=findings: self._is_repaired(
                    interface, line, findings[line.id]
                )
            )
        return repaired

    @api.model
    def _get_errors(self, line):
        problems = line._get_problems()
        return [p for p in problems if p.level != WARNING]

    @api.model
    def _is_curable(self, code):
        """Whether it can be seen here that a Problem with this code was cured."""
        seen = code in DOCUMENT or code in SETUP or code in CONTACT
        return (seen and code not in UNSEEN) or code in REFUSED or code == "period_locked"

    @api.model
    def _get_changed_at(self, interface):
        """When somebody last changed the settings of an interface, its links or its code lists."""
        moments = [interface.write_date]
        for model in (
            "acct.link.account.map",
            "acct.link.tax.map",
            "acct.link.account",
            "acct.link.tax",
            "acct.link.currency",
            "acct.link.theme",
            "acct.link.theme.map",
            "acct.link.product.map",
            "acct.link.plan.map",
            "acct.link.analytic.map",
            "acct.link.tracking.option",
            "acct.link.contact",
            "acct.link.contact.share",
        ):
            Model = self.env[model].with_context(active_test=False)
            domain = [("interface_id", "=", interface.id)]
            moments += Model._read_group(domain, [], ["write_date:max"])[0]
        Exclusion = self.env["acct.link.exclusion"].with_context(active_test=False)
        moments += Exclusion._read_group([], [], ["write_date:max"])[0]
        return max(filter(None, moments))

    @api.model
    def _is_touched(self, line, settings_at):
        """Whether anything a document depends on may have been changed since it failed."""
        move = line.move_id
        moments = (settings_at, move.write_date, move.commercial_partner_id.write_date)
        return bool(self._get_errors(line)) and max(moments) + LONGEST_SAVE >= line.write_date

    @api.model
    def _is_repaired(self, interface, line, finding):
        """:param finding: what an upload would make of it now"""
        if not finding.document:
            return False
        sent = line.document and document_from_json(line.document)
        return all(
            self._is_cured(interface, line, problem.code, finding, sent)
            for problem in self._get_errors(line)
        )

    @api.model
    def _is_cured(self, interface, line, code, finding, sent):
        if code == "number_taken_void" and not sent:
            return True  # a check of ours found it
        if code in REFUSED:
            return bool(sent) and REFUSED[code](finding.document) != REFUSED[code](sent)
        if code == "period_locked":
            pulled_at = interface.codes_pulled_at
            return (
                not sent
                or finding.document.date != sent.date
                or bool(pulled_at and pulled_at > line.write_date)
            )
        if code == "email_invalid":
            read_at = interface.contacts_read_at
            is_read_again = bool(read_at and read_at > line.write_date)
            warned = any(each.code == "email_invalid_there" for each in finding.warnings)
            is_another = bool(sent) and finding.document.contact not in ("", sent.contact)
            return (is_read_again or is_another) and not warned
        if code in CONTACT and code not in CHECKED_CONTACTS:
            return (
                finding.contact == KNOWN
                or (finding.contact == ADD and code == "contact_not_found")
                or line.move_id.commercial_partner_id.write_date > line.write_date
            )
        return True  # a check of ours, which finds nothing any more
