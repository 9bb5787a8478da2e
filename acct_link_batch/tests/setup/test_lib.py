"""The words of the link, without any record."""

import json
import time
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...lib import document as doc
from ...lib.catalogue import CATALOGUE
from ...lib.exchange import Request, redact
from ...lib.problem import Problem

amounts = st.decimals(min_value=-(10**7), max_value=10**7, places=2)
texts = st.text(max_size=30)
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
lines = st.one_of(
    st.builds(doc.text_line, texts),
    st.builds(
        doc.Line, texts, amounts, amounts, amounts, amounts, amounts, texts, texts, amounts, pairs
    ),
)
parties = st.builds(
    doc.Party,
    key=texts,
    name=texts,
    partner_id=st.integers(0, 10**6),
    address=st.builds(doc.Address, lines=st.lists(texts, max_size=3).map(tuple), city=texts),
)
documents = st.builds(
    doc.Document,
    kind=st.sampled_from([doc.INVOICE, doc.CREDIT_NOTE]),
    date=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    due_date=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    party=parties,
    lines=st.lists(lines, max_size=3).map(tuple),
    **{name: amounts for name in ("net", "tax", "total")},
    **{name: texts for name in ("number", "marker", "reference", "currency", "contact", "url")},
    rate=st.one_of(st.none(), st.decimals(min_value=1, max_value=10**6, places=6)),
    tax_included=st.booleans(),
    theme=texts,
)


@tagged("post_install", "-at_install")
class TestLib(BaseCase):
    @settings(max_examples=50, deadline=None)
    @given(documents)
    def test_frozen_document_comes_back_the_same(self, document):
        stored = json.loads(json.dumps(doc.to_json(document)))
        self.assertEqual(doc.document_from_json(stored), document)

    def test_every_problem_has_a_sentence_and_a_cure(self):
        for code, entry in CATALOGUE.items():
            for sentence in (entry.text, entry.cure):
                self.assertRegex(sentence, r"^[A-Z“%].*([.)]|%\(message\)s)$", code)
            self.assertIn(entry.level, ("error", "warning"))

    def test_problem_comes_back_the_same_from_json(self):
        problem = Problem("refused", {"message": "No"}, ("res.partner", 7))
        self.assertEqual(Problem.from_json(json.loads(json.dumps(problem.to_json()))), problem)

    def test_redact_leaves_nothing_that_opens_an_account(self):
        token = "eyJhbGciOi.eyJzdWIi.c2ln"
        for text in (
            f"Authorization: Bearer {token}",
            '{"access_token": "s3cret", "refresh_token":"s3cret"}',
            '{"client_secret": "s3cret", "client_secret":"s3cret"}',
            "grant_type=refresh_token&refresh_token=s3cret&client_secret=s3cret",
            "{'access_token': 's3cret', 'refresh_token' : 's3cret'}",
            '{"client_secret" :  "s3cret", "code_verifier": "s3cret"}',
            '{"Authorization": "Basic s3cret"}',
            "code_verifier=s3cret&code=1",
            json.dumps(json.dumps({"access_token": "s3cret", "client_secret": "s3cret"})),
            json.dumps({"body": json.dumps({"Authorization": "Basic s3cret"})}),
            "<refresh_token>s3cret</refresh_token>",
            "{'x-myobapi-cftoken': 's3cret'}",
        ):
            redacted = redact(text)
            self.assertNotIn("s3cret", redacted)
            self.assertNotIn(token, redacted)

    def test_redact_finds_a_token_behind_other_characters(self):
        token = "eyJhbGciOi.eyJzdWIi.c2ln"
        for text in (f"x{token}", f"v1-{token} more", f"a.b.{token}", f"({token})"):
            self.assertNotIn("c2ln", redact(text))

    def test_redact_takes_time_in_proportion_to_the_text(self):
        """0.1 s on an ordinary machine; growing with the square it would be 20 s."""
        for part in (
            "eyJ", "eyJ.", "eyJa.eyJ", "eyJ-a ", "a-", "authorization", "authorization:",
            "authorization: ", "authorization:\t", "authorization: a", "bearer", "bearer ",
            "_token", "_token:", "_token: ", "_token='", "client_secret = ", "code_verifier\n",
        ):  # fmt: skip
            with self.subTest(part=part):
                before = time.process_time()
                redact("eyJ" + part * (240_000 // len(part)))
                self.assertLess(time.process_time() - before, 2)

    def test_redact_leaves_documents_alone(self):
        text = '{"Invoices": [{"InvoiceNumber": "INV/1", "Description": "Bearer bonds"}]}'
        self.assertIn("INV/1", redact(text))

    def test_digest_depends_on_every_character(self):
        self.assertNotEqual(Request("a", "", "x").digest, Request("a", "", "x ").digest)

    def test_decimal_amounts_keep_their_digits(self):
        self.assertEqual(doc.to_json(Decimal("1.10")), "1.10")
