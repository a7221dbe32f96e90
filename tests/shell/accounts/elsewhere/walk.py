"""Walks through signing in elsewhere, in a process whose data folder names the providers; prints what it saw."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests.shell.accounts.elsewhere import saml
from tests.shell.accounts.elsewhere.oidc import SECRET, Provider

if TYPE_CHECKING:
    from django.test import Client

OIDC = """
[[oidc]]
id = "ministry"
name = "Ministry of the Interior"
server = "{address}"
client = "safeconduct"
secret-file = "ministry.secret"
trusted-email = true
second-factor = true
"""
SAML = f"""
[[saml]]
id = "eidas"
name = "European identity"
entity = "{saml.ENTITY}"
sign-in-at = "{saml.SIGN_IN_AT}"
certificate-file = "node.pem"
new-accounts = true
trusted-email = true
"""


def main(folder: Path) -> dict[str, object]:
    """Set the site up and walk through everything."""
    provider, keys = Provider(), saml.make_keys()
    (folder / "ministry.secret").write_text(SECRET, encoding="utf-8")
    (folder / "node.pem").write_text(keys.certificate, encoding="ascii")
    (folder / "sign-in.toml").write_text(OIDC.format(address=provider.address) + SAML, encoding="utf-8")
    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    return {"oidc": with_oidc(provider), "saml": with_saml(keys), "page": page()}


def browser_at() -> Client:
    """Open a browser at the site."""
    from django.test import Client

    return Client(HTTP_HOST=saml.HOST)


def page() -> dict[str, object]:
    """See what the page for signing in offers and allows."""
    from django.conf import settings

    answer = browser_at().get("/en/account/login/")
    return {
        "names": [
            name for name in ("Ministry of the Interior", "European identity") if name in answer.content.decode()
        ],
        "policy": answer.headers["Content-Security-Policy"],
        "samesite": settings.SESSION_COOKIE_SAMESITE,
        "metadata": browser_at().get("/sign-in/saml/eidas/metadata/").status_code,
        "unknown": [browser_at().get(f"/sign-in/{one}/nobody/login/").status_code for one in ("oidc", "saml")],
    }


def inside(browser: Client) -> str:
    """Return the address under which somebody is signed in, or nothing."""
    from safeconduct.shell.models import Account

    number = browser.session.get("_auth_user_id")
    return Account.objects.get(pk=number).email if number else ""


def with_oidc(provider: Provider) -> dict[str, object]:
    """An official of ours comes, then a stranger, then one with a forged state."""
    from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

    from safeconduct.shell.models import Account

    Account.objects.create_superuser("officer@example.com")
    official = through_oidc(browser_at(), provider)
    seen: dict[str, object] = {
        "official": inside(official),
        "without_second_factor": official.get("/en/start/").headers["Location"],
        "kept": [one.extra_data for one in SocialAccount.objects.all()],
        "secrets": SocialApp.objects.count() + SocialToken.objects.count(),
    }
    provider.person = provider.person | {"sub": "18", "email": "stranger@example.com"}
    seen["stranger"] = inside(through_oidc(browser_at(), provider))
    provider.person = provider.person | {"sub": "17", "email": "officer@example.com"}
    seen["forged"] = inside(through_oidc(browser_at(), provider, "&state=other"))
    provider.audience = "another site"
    seen["for_another"] = inside(through_oidc(browser_at(), provider))
    seen["accounts"] = Account.objects.count()
    return seen


def through_oidc(browser: Client, provider: Provider, added: str = "") -> Client:
    """Go to the provider and come back."""
    sent = browser.post("/sign-in/oidc/ministry/login/")
    browser.get(provider.authorize(sent.headers["Location"]) + added)
    return browser


def with_saml(keys: saml.Keys) -> dict[str, object]:
    """A person comes, and then forgeries of what the provider says of them."""
    from safeconduct.shell.models import Account

    good = through_saml(keys)
    seen = {"person": inside(good[0]), "again": inside(answer_with(good[1])), "accounts": Account.objects.count()}
    seen["unsigned"] = inside(through_saml(keys, signed=False)[0])
    seen["other_key"] = inside(through_saml(saml.make_keys())[0])
    seen["unasked"] = inside(through_saml(keys, request="_nobody-asked")[0])
    seen["changed"] = inside(through_saml(keys, change=True)[0])
    return seen


def through_saml(keys: saml.Keys, signed: bool = True, request: str = "", change: bool = False) -> tuple[Client, str]:
    """Go to the provider and come back, with or without a forgery."""
    browser = browser_at()
    sent = browser.post("/sign-in/saml/eidas/login/")
    response = saml.respond(request or saml.request_in(sent.headers["Location"]), "amina@example.com", keys, signed)
    if change:
        forged = base64.b64decode(response).replace(b"amina@example.com", b"officer@example.com")
        response = base64.b64encode(forged).decode()
    return answer_with(response, browser), response


def answer_with(response: str, browser: Client | None = None) -> Client:
    """Bring a response back to the site."""
    browser = browser or browser_at()
    browser.post("/sign-in/saml/eidas/acs/", {"SAMLResponse": response}, follow=True)
    return browser


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
