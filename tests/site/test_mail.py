"""Where the site sends its e-mail."""

from __future__ import annotations

import pytest

from safeconduct.site import mail


def test_without_an_address_nothing_is_sent() -> None:
    assert mail.settings("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")


def test_an_address_is_read_in_full() -> None:
    said = mail.settings("smtp://desk%40x:p%2Fw@mail.example.org:2525")
    assert (said["EMAIL_HOST"], said["EMAIL_PORT"], said["EMAIL_HOST_USER"]) == ("mail.example.org", 2525, "desk@x")
    assert (said["EMAIL_HOST_PASSWORD"], said["EMAIL_USE_TLS"], said["EMAIL_USE_SSL"]) == ("p/w", True, False)
    assert mail.settings("smtps://mail.example.org")["EMAIL_PORT"] == 465


@pytest.mark.parametrize("address", ["http://mail.example.org", "mail.example.org", "smtp://"])
def test_another_kind_of_address_is_refused_with_a_cure(address: str) -> None:
    with pytest.raises(ValueError, match="Leave the variable empty"):
        mail.settings(address)
