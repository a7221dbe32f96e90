"""People sign in at an identity provider elsewhere, by OpenID Connect and by SAML; forgeries sign nobody in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.shell.accounts.elsewhere import saml

Seen = dict[str, dict[str, object]]
pytestmark = pytest.mark.skipif(not find_spec("onelogin"), reason="needs the extra saml")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What a site saw whose data folder names two providers; the settings are read once in a process."""
    folder = tmp_path_factory.mktemp("data")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAFECONDUCT_")}
    environment |= {"SAFECONDUCT_DATA": str(folder), "SAFECONDUCT_SECRET_KEY": "only for this test"}
    environment |= {"SAFECONDUCT_HOSTS": saml.HOST}
    environment |= {"DJANGO_SETTINGS_MODULE": "safeconduct.site.settings"}
    walk = [sys.executable, "-m", "tests.shell.accounts.elsewhere.walk", str(folder)]
    done = subprocess.run(walk, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: Seen = json.loads(done.stdout)
    return found


def test_an_account_of_ours_is_found_by_a_trusted_address(seen: Seen) -> None:
    assert seen["oidc"]["official"] == "officer@example.com"


def test_a_provider_that_asks_for_a_second_factor_spares_ours(seen: Seen) -> None:
    assert "second-factor" not in str(seen["oidc"]["without_second_factor"])


def test_nothing_that_the_provider_says_is_kept_and_no_secret(seen: Seen) -> None:
    assert (seen["oidc"]["kept"], seen["oidc"]["secrets"]) == ([{}], 0)


def test_a_stranger_gets_no_account_where_the_operator_gives_none(seen: Seen) -> None:
    assert (seen["oidc"]["stranger"], seen["oidc"]["accounts"]) == ("", 1)


@pytest.mark.parametrize("forgery", ["forged", "for_another"])
def test_a_forged_return_signs_nobody_in(seen: Seen, forgery: str) -> None:
    assert seen["oidc"][forgery] == ""


def test_saml_makes_an_account_where_the_operator_gives_one(seen: Seen) -> None:
    assert (seen["saml"]["person"], seen["saml"]["accounts"]) == ("amina@example.com", 2)


@pytest.mark.parametrize("forgery", ["again", "unsigned", "other_key", "unasked", "changed"])
def test_an_assertion_that_is_not_good_signs_nobody_in(seen: Seen, forgery: str) -> None:
    assert seen["saml"][forgery] == ""


def test_the_page_offers_both_and_lets_forms_lead_there_alone(seen: Seen) -> None:
    page = seen["page"]
    assert page["names"] == ["Ministry of the Interior", "European identity"]
    assert "form-action 'self' http://127.0.0.1:" in str(page["policy"])
    assert "https://node.example.org;" in str(page["policy"])
    assert (page["samesite"], page["metadata"], page["unknown"]) == ("Lax", 200, [404, 404])
