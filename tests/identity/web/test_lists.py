"""A status list is built and signed once for each change and each five minutes, and everybody gets the same bytes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from safeconduct.identity import jws, status_token
from safeconduct.identity.acts import Told
from safeconduct.identity.web import actions, issuing, lists, signing
from safeconduct.identity.web.models import StatusList
from safeconduct.shell import clock
from tests.identity.openid.wallet import HOLDER
from tests.identity.web.making import START, hand
from tests.identity.web.test_openid4vci import BY, conferred

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_list_is_signed_once_for_each_change_and_each_period(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at = hand()
    monkeypatch.setattr(clock, "current", at)
    credential = conferred()
    issuing.issue(credential, "dc+sd-jwt", HOLDER.public, at)
    (listed,) = StatusList.objects.all()
    built: list[str] = []
    bits = lists.bits_of
    monkeypatch.setattr(lists, "bits_of", lambda one: built.append(one.pk) or bits(one))
    answers = [client.get(f"/status/{listed.pk}") for _ in range(3)]
    assert len({answer.content for answer in answers}) == len(built) == 1
    tag = answers[0].headers["ETag"]
    assert "max-age" in answers[0].headers["Cache-Control"]
    assert client.get(f"/status/{listed.pk}", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"/status/{listed.pk}", headers={"Accept": "application/statuslist+cwt"}).status_code == 200
    assert len(built) == 2
    actions.suspend(credential, Told("looked into"), BY, at)
    after = client.get(f"/status/{listed.pk}")
    assert (len(built), after.headers["ETag"] != tag) == (3, True)
    signer, _ = signing.signer_at(at())
    read = status_token.read(jws.parse(after.content.decode()), signer.public, lists.uri_of(listed))
    assert read.bits[credential.copies.get().place] == 2
    at.now += timedelta(minutes=6)
    assert client.get(f"/status/{listed.pk}").content != after.content
    assert (len(built), at.now.date()) == (4, START)
