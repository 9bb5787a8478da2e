"""The end of soak.py: both sides of the link, compared document by document."""

from collections import Counter
from decimal import Decimal

from kit.systems.xero.soak_bookkeeper import is_sale, money


def judge_documents(linked, books, uploaded):
    """Each uploaded document is there once, with the same total and open amount, and what differs
    is said.

    :param linked: fixture.Fixture; :param books: what the stand-in holds
    :param uploaded: how many documents there have to be
    :return: {what differs: which}
    """
    rows = [row for row in books["invoices"] + books["credit_notes"] if is_sale(row)]
    by_id = {row["id"]: row for row in rows}
    numbers = Counter(row["number"] for row in rows)
    found = linked.execute(
        "SELECT m.name, l.state, l.remote_id, m.amount_total::text,"
        " abs(m.amount_residual)::text, c.difference, l.problems::text"
        " FROM acct_link_batch_line l JOIN account_move m ON m.id = l.move_id"
        " LEFT JOIN acct_link_remote_document c ON c.line_id = l.id"
        " WHERE l.state <> 'removed' ORDER BY m.name"
    )
    wrong = {"not_once": [], "total": [], "open": [], "unread": [], "to_settle": []}
    if len(found) != uploaded:
        wrong["not_once"].append((len(found), uploaded))
    for number, state, remote_id, total, residual, difference, problems in found:
        row = by_id.pop(remote_id, None)
        if state != "uploaded" or not row or numbers[number] != 1:
            wrong["not_once"].append((number, state, numbers[number], problems))
            continue
        if money(row["total"]) != Decimal(total):
            wrong["total"].append((number, total, row["total"]))
        # What was voided there stays open here, and is said so.
        void = row["status"] == "VOIDED"
        due = total if void else row["outstanding"]
        if money(due) != Decimal(residual):
            wrong["open"].append((number, residual, due, difference))
        said = {part.partition("=")[0] for part in (difference or "").split(",") if part}
        if said - {"contact"} != ({"status"} if void else set()):
            wrong["unread"].append((number, difference))
    wrong["not_once"] += [("stranger", row["number"]) for row in by_id.values()]
    wrong["to_settle"] = linked.execute(
        "SELECT m.name, p.source, p.amount::text, p.problems::text FROM acct_link_payment p"
        " JOIN account_move m ON m.id = p.move_id WHERE p.state = 'open'"
    )
    return wrong


def judge_bills(linked, books, last_move):
    """Each approved bill is here once, posted, with the same number, total and open amount; no
    other is.

    :param last_move: id of the last document that was here before
    :return: {what differs: which}
    """
    wrong = {"bill": [], "bills": [], "bill_to_settle": []}
    rows = linked.execute(
        "SELECT b.remote_id, m.state, m.move_type, m.ref, m.amount_total::text,"
        " abs(m.amount_residual)::text"
        " FROM acct_link_bill b JOIN account_move m ON m.id = b.move_id"
    )
    here = {row[0]: row[1:] for row in rows}
    approved = 0
    for row in books["invoices"] + books["credit_notes"]:
        if is_sale(row):
            continue
        found = here.get(row["id"])
        if row["status"] not in ("AUTHORISED", "PAID"):
            if found and found[0] != "cancel":
                wrong["bill"].append((row["id"], row["status"], found))
            continue
        approved += 1
        kind = "in_invoice" if row["type"] == "ACCPAY" else "in_refund"
        amounts = (money(row["total"]), money(row["outstanding"]))
        same = found and found[:3] == ("posted", kind, row["number"])
        if not same or tuple(map(Decimal, found[3:])) != amounts:
            wrong["bill"].append((row["id"], row["number"], *map(str, amounts), found))
    [[count]] = linked.execute(
        "SELECT count(*) FROM account_move WHERE move_type IN ('in_invoice', 'in_refund')"
        " AND id > %s AND state <> 'cancel'",
        (last_move,),
    )
    if count != approved:
        wrong["bills"].append((count, approved))
    wrong["bill_to_settle"] = linked.execute(
        "SELECT number, remote_id, problems::text FROM acct_link_bill WHERE state = 'open'"
    )
    return wrong
