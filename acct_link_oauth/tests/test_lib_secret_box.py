"""Secrets at rest."""

from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet

import odoo.init  # noqa: F401

from odoo.addons.acct_link_oauth.lib.secret_box import KEY_VARIABLE, KeyMissing, seal, unseal


def test_secret_is_sealed_when_there_is_a_key():
    assert unseal(seal("s3cret")) == "s3cret"
    with patch.dict("os.environ", {KEY_VARIABLE: Fernet.generate_key().decode()}):
        sealed = seal("s3cret")
        assert "s3cret" not in sealed
        assert unseal(sealed) == "s3cret"
        assert unseal("plain") == "plain", "stored before there was a key"
    with pytest.raises(KeyMissing):
        unseal(sealed)
