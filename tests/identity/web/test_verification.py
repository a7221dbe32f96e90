"""The page of verification in a real browser: it agrees with Python, works without a network, and as a file."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from safeconduct.cli.identity import plain
from safeconduct.identity.card import card_fields, make_card
from safeconduct.identity.chain import ChainMemory
from safeconduct.identity.refusal import Refused
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.verifying import Judging, judge, read_status_list
from safeconduct.identity.web import lists, signing
from safeconduct.identity.web.models import StatusList
from safeconduct.identity.web.one_file import MODULES
from safeconduct.identity.web.verification_words import Words, read, words
from safeconduct.shell import clock
from tests.browser import ARGUMENTS, find_chromium
from tests.identity.making import NOW
from tests.identity.web import published_documents as published
from tests.identity.web import verification_documents as others
from tests.identity.web import verification_vectors as made
from tests.journeys.conftest import complaints
from tests.looking import WCAG, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["complaints"]
DATABASES = ["default", "keys"]
database = pytest.mark.django_db(databases=DATABASES)
served = [pytest.mark.journey, pytest.mark.django_db(transaction=True, databases=DATABASES)]
VALUES = {"id": "SD-2026-0001", "full name": "Amal Idris Osman", "date of birth": "2009", "sex": "F"}


# ---- the same answers as Python --------------------------------------------------------------------------------------


def by_python(trust: str, texts: list[str], moment: datetime = NOW) -> list[list[Any]]:
    """Judge each text: kind, verdict, codes, what was disclosed."""
    trusted = read_trust_list(trust.encode())
    found = {}
    for token in made.status_lists():
        try:
            listed = read_status_list(token.encode(), trusted, NOW)
        except Refused:
            continue
        found[listed.uri] = listed
    # The page remembers no chain either.
    answers = [
        judge(text.encode(), Judging(replace(trusted, memory=ChainMemory()), made.PURPOSE, moment, found))
        for text in texts
    ]
    return [
        [kind, str(one.verdict), [reason.code for reason in one.reasons], json.loads(json.dumps(told(one.disclosed)))]
        for kind, one in answers
    ]


def told(value: object) -> object:
    """What JSON of a browser can hold: of numbers beyond 2^53 it has the digits."""
    if isinstance(value, dict):
        return {str(name): told(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [told(one) for one in value]
    return str(value) if type(value) is int and abs(value) >= 1 << 53 else plain(value)


def differing(names: list[str], found: list[list[Any]], expected: list[list[Any]]) -> dict[str, tuple[Any, Any]]:
    """The answers in which page and Python differ."""
    both = zip(names, found, expected, strict=True)
    return {name: (its, other) for name, its, other in both if its != other}


BY_PAGE = """async ({ base, trust, statusLists, texts, moment, fields, purpose }) => {
  const { judge } = await import(`${base}judge.js`), { readList } = await import(`${base}status.js`);
  const list = (await import(`${base}trust.js`)).readTrustList(trust);
  const found = new Map();
  for (const text of statusLists) {
    const one = await readList(text, list, moment).catch(() => null);
    if (one) found.set(one.uri, one);
  }
  const by = { trust: list, purpose, moment, longest: 86400, fields, listOf: (uri) => found.get(uri) };
  const answers = [];
  for (const text of texts) answers.push(await judge(text, by));
  const codes = ({ reasons }) => reasons.map(({ code }) => code);
  return answers.map((one) => [one.kind, one.verdict, codes(one), JSON.stringify(one.disclosed)]);
}"""


def by_page(
    page: Page, live_server: LiveServer, trust: str, texts: list[str], moment: datetime = NOW
) -> list[list[Any]]:
    """The same in the browser, by the modules of the page."""
    page.goto(f"{live_server.url}/en/verify/paper/")
    fields = [{"name": name, "key": one.key, "kind": one.kind} for name, one in card_fields().fields.items()]
    told = {"base": f"{live_server.url}/static/identity/verify/", "statusLists": made.status_lists(), "texts": texts}
    answers: list[list[Any]] = page.evaluate(
        BY_PAGE, told | {"trust": trust, "moment": moment.timestamp(), "fields": fields, "purpose": made.PURPOSE}
    )
    return [[*answer, json.loads(disclosed)] for *answer, disclosed in answers]


@pytest.mark.journey
@database
def test_the_page_and_python_give_the_same_answers(page: Page, live_server: LiveServer) -> None:
    vectors = made.vectors()
    texts = [one.text for one in vectors]
    expected = by_python(made.trust_list(), texts)
    found = by_page(page, live_server, made.trust_list(), texts)
    assert differing([one.name for one in vectors], found, expected) == {}
    last = {one.name: answer[2][-1] for one, answer in zip(vectors, found, strict=True) if one.code}
    assert last == {one.name: one.code for one in vectors if one.code}


@pytest.mark.journey
@database
def test_what_the_browser_cannot_check_it_cannot_tell(page: Page, live_server: LiveServer) -> None:
    text = others.of_another_curve()
    assert by_python(made.trust_list(), [text])[0][1] == "valid"
    assert by_page(page, live_server, made.trust_list(), [text])[0][1:3] == ["cannot tell", ["browser-old"]]


@pytest.mark.journey
@database
def test_by_an_overdue_trust_list_nothing_can_be_told(page: Page, live_server: LiveServer) -> None:
    overdue, texts = made.trust_list(-timedelta(days=1)), [made.card(), made.credential(), *others.one_of_each()]
    expected = by_python(overdue, texts)
    assert by_page(page, live_server, overdue, texts) == expected
    assert [one[1:3] for one in expected] == [["cannot tell", ["trust-list-old"]]] * len(texts)


@pytest.mark.journey
@database
def test_each_letter_of_a_card_counts(page: Page, live_server: LiveServer) -> None:
    whole = made.card()
    texts = [made.altered(whole, at) for at in range(0, len(whole), 7)]
    found = by_page(page, live_server, made.trust_list(), texts)
    assert {one[1] for one in found} == {"refused"}
    assert found == by_python(made.trust_list(), texts)


@pytest.mark.journey
@database
def test_each_place_of_the_others_counts(page: Page, live_server: LiveServer) -> None:
    """Readers differ in what they find wrong first in a certificate; cbor2 takes a break where no item stands."""
    altered = others.with_each_place_altered(5)
    texts, names = [text for text, _ in altered], [str(at) for at in range(len(altered))]
    found, expected = by_page(page, live_server, made.trust_list(), texts), by_python(made.trust_list(), texts)
    within = {name for name, (_, inside) in zip(names, altered, strict=True) if inside}
    wrong = differing(names, found, expected)
    assert {name: (its[1], other[1]) for name, (its, other) in wrong.items() if its[1] != other[1]} == {}
    apart = {name: both for name, both in wrong.items() if both[0][2] != ["cbor-malformed"]}
    assert apart.keys() - within == set()


@pytest.mark.journey
@database
def test_published_documents_get_the_same_answers(page: Page, live_server: LiveServer) -> None:
    """Annex D of ISO/IEC 18013-5, the certificates of the EU and of WHO, the seals of Australia and Japan."""
    for moment, documents in published.by_moment().items():
        texts, trust = [one.text for one in documents], published.trust_list(documents)
        found, expected = by_page(page, live_server, trust, texts, moment), by_python(trust, texts, moment)
        assert differing([one.name for one in documents], found, expected) == {}


# ---- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def listed() -> StatusList:
    """An instance with a key and a status list of which the second place is revoked."""
    signing.begin_first(clock.current())
    return StatusList.objects.create(id="ab" * 16, size=1 << 10, opened=clock.current())


def a_card(listed: StatusList, place: int = 0) -> str:
    moment = clock.current()
    by, _ = signing.signer_at(moment)
    start, end = moment - timedelta(days=1), moment + timedelta(days=9)
    return make_card(VALUES, settings.ISSUER, by, start, end, (lists.uri_of(listed), place))


def opened(page: Page, address: str) -> Page:
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.goto(address)
    page.locator("#verify[data-ready=yes]").wait_for()
    return page


def judging_as_the_tests(page: Page, address: str, folder: Path) -> Page:
    """The page at the moment of the tests, with their trust list brought as a file."""
    page.clock.set_fixed_time(NOW)
    opened(page, address)
    file = folder / "trust-list.json"
    file.write_text(made.trust_list())
    page.locator("summary").click()
    page.locator("#verify-list").set_input_files(str(file))
    expect(page.locator("#verify-trust-said")).to_contain_text("test list")
    return page


def shown(page: Page, text: str) -> tuple[str, str]:
    """Paste a text; return the verdict and the codes."""
    page.locator("#verify-text").fill(text)
    page.get_by_role("button", name="Verify", exact=True).click()
    page.locator("#verify[data-verdict]").wait_for()
    root = page.locator("#verify")
    return str(root.get_attribute("data-verdict")), str(root.get_attribute("data-codes"))


def filmed(text: str, width: int = 640, height: int = 480) -> bytes:
    """A film of a code (YUV4MPEG2): what is before the camera first is nothing, then the code on a grey table."""
    dots = [bytes(row) for row in segno.make(text, error="l", micro=False).matrix_iter(scale=4, border=4)]
    side = len(dots)
    left, above = (width - side) // 2, (height - side) // 2
    grey = bytes((120,)) * width
    rows = [bytes(240 - 220 * dot for dot in row).join((grey[:left], grey[left + side :])) for row in dots]
    colour = bytes((128,)) * (width * height // 2)
    frames = (b"".join((grey * above, *rows, grey * (height - above - side))), grey * height)
    head = f"YUV4MPEG2 W{width} H{height} F5:1 Ip A1:1 C420jpeg\n".encode()
    return head + b"".join(b"FRAME\n" + frames[number] + colour for number in (1, 0, 0, 0))


KEPT = """async () => Boolean(navigator.serviceWorker.controller && await caches.match(location.pathname))"""
"""What is kept helps only once the worker that answers from it has taken over the page."""


class TestThePage:
    pytestmark = served

    def test_it_answers_by_text_and_by_picture(
        self, page: Page, live_server: LiveServer, listed: StatusList, tmp_path: Path, complaints: list[str]
    ) -> None:
        opened(page, f"{live_server.url}/en/verify/")
        text = a_card(listed)
        assert shown(page, text) == ("valid", "issuer-trusted status-valid")
        expect(page.locator("#verify-answer")).to_contain_text("Amal Idris Osman")
        page.get_by_role("button", name="Verify another one").click()
        assert shown(page, made.altered(text, 100))[0] == "refused"
        page.get_by_role("button", name="Verify another one").click()
        picture = tmp_path / "card.png"
        segno.make(text, error="q", micro=False).save(str(picture), scale=4)
        page.locator("#verify-file").set_input_files(str(picture))
        expect(page.locator("#verify")).to_have_attribute("data-verdict", "valid")
        assert Axe().run(page, options=WCAG).violations_count == 0

    def test_it_shows_what_stands_in_every_kind(
        self, page: Page, live_server: LiveServer, listed: StatusList, tmp_path: Path, complaints: list[str]
    ) -> None:
        judging_as_the_tests(page, f"{live_server.url}/en/verify/", tmp_path)
        assert shown(page, others.pictured()) == ("valid", "issuer-trusted status-none holder-not-checked")
        answer = page.locator("#verify-answer")
        expect(answer.get_by_role("img", name="Portrait")).to_have_js_property("naturalWidth", 20)
        expect(answer).to_contain_text("Family nameOsman")
        page.get_by_role("button", name="Verify another one").click()
        document = tmp_path / "document.cbor"
        document.write_bytes(bytes.fromhex(others.pictured()))
        page.locator("#verify-file").set_input_files(str(document))
        expect(page.locator("#verify")).to_have_attribute("data-verdict", "valid")
        page.get_by_role("button", name="Verify another one").click()
        assert shown(page, others.receipt_text()) == ("valid", "issuer-trusted receipt-stands")
        expect(answer).to_contain_text("Something was filed")
        expect(answer).to_contain_text("In the journal since")
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_role("button", name="Verify another one").click()
        assert shown(page, others.sealed()) == ("valid", "issuer-trusted")
        expect(answer).to_contain_text("NameDŒ JANE")

    def test_without_a_network_it_works_on_and_grows_old(
        self, page: Page, live_server: LiveServer, listed: StatusList
    ) -> None:
        opened(page, f"{live_server.url}/en/verify/")
        wait_for(page, KEPT, "The page was not kept on the device.")
        page.context.set_offline(True)
        text = a_card(listed)
        opened(page, f"{live_server.url}/en/verify/")
        assert shown(page, text) == ("valid", "issuer-trusted status-valid")
        page.clock.install(time=clock.current() + timedelta(days=2))
        opened(page, f"{live_server.url}/en/verify/")
        assert shown(page, text) == ("cannot tell", "status-too-old")
        page.context.set_offline(False)

    def test_as_a_file_it_needs_no_server(self, page: Page, client: Client, listed: StatusList, tmp_path: Path) -> None:
        answer = client.get("/en/verify/file/")
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="safeconduct-verify-')
        file, heard = tmp_path / "verify.html", []
        file.write_bytes(answer.content)
        page.on("console", lambda message: heard.append(message.text))
        opened(page, file.as_uri())
        assert shown(page, a_card(listed)) == ("valid", "issuer-trusted status-valid")
        picture = tmp_path / "card.png"
        page.get_by_role("button", name="Verify another one").click()
        segno.make(a_card(listed), error="q", micro=False).save(str(picture), scale=4)
        page.locator("#verify-file").set_input_files(str(picture))
        expect(page.locator("#verify")).to_have_attribute("data-verdict", "valid")
        assert heard == []

    def test_as_a_file_it_reads_every_kind(
        self, page: Page, client: Client, listed: StatusList, tmp_path: Path
    ) -> None:
        file, heard = tmp_path / "verify.html", []
        file.write_bytes(client.get("/ar/verify/file/").content)
        page.on("console", lambda message: heard.append(message.text))
        judging_as_the_tests(page, file.as_uri(), tmp_path)
        for text in (others.pictured(), *others.one_of_each()[1:], made.credential(place=None)):
            page.locator("#verify-text").fill(text)
            page.locator("#verify-form button[type=submit]").click()
            page.locator("#verify[data-verdict]").wait_for()
            assert page.locator("#verify").get_attribute("data-verdict") == "valid", page.locator(
                "#verify-answer"
            ).inner_text()
            page.locator("#verify-clear").click()
        assert heard == []

    def test_it_reads_a_code_before_the_camera(
        self, browser: Browser, live_server: LiveServer, listed: StatusList, tmp_path: Path
    ) -> None:
        film = tmp_path / "camera.y4m"
        film.write_bytes(filmed(a_card(listed)))
        camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        seen = [*ARGUMENTS, *camera, f"--use-file-for-fake-video-capture={film}"]
        chromium = browser.browser_type.launch(executable_path=find_chromium(), args=seen)
        try:
            page = opened(chromium.new_page(), f"{live_server.url}/en/verify/")
            page.get_by_role("button", name="Read a code with the camera").click()
            page.locator("#verify[data-verdict=valid]").wait_for()
            expect(page.locator("#verify-answer")).to_contain_text("Amal Idris Osman")
            expect(page.locator("#verify-camera-part")).to_be_hidden()
            assert page.evaluate("document.getElementById('verify-video').srcObject") is None
        finally:
            chromium.close()

    def test_without_a_camera_it_says_so(self, page: Page, live_server: LiveServer, listed: StatusList) -> None:
        opened(page, f"{live_server.url}/en/verify/")
        page.get_by_role("button", name="Read a code with the camera").click()
        expect(page.locator("#verify-said")).to_contain_text("The camera could not be used")

    @pytest.mark.parametrize("width", [1280, 360])
    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_it_is_open_to_all_and_fits(
        self, page: Page, live_server: LiveServer, listed: StatusList, complaints: list[str], language: str, width: int
    ) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        opened(page, f"{live_server.url}/{language}/verify/")
        page.locator("#verify-text").fill(a_card(listed))
        page.locator("#verify-form button[type=submit]").click()
        page.locator("#verify[data-verdict=valid]").wait_for()
        page.locator("summary").click()
        for address in ("", "paper/"):
            if address:
                page.goto(f"{live_server.url}/{language}/verify/{address}")
            found = Axe().run(page, options=WCAG)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= width


# ---- what the server gives -------------------------------------------------------------------------------------------


@database
def test_the_trust_list_is_one_that_python_reads(client: Client) -> None:
    assert client.get("/trust-list.json").status_code == 404
    signing.begin_first(clock.current())
    trusted = read_trust_list(client.get("/trust-list.json").content)
    assert [one.issuer for one in trusted.in_force("identity", clock.current())] == [settings.ISSUER]


@database
def test_status_lists_are_found(client: Client, listed: StatusList) -> None:
    assert client.get("/status-lists.json").json() == {"status_lists": [lists.uri_of(listed)]}


@database
def test_the_page_alone_may_ask_for_the_camera(client: Client) -> None:
    page, paper = client.get("/en/verify/"), client.get("/en/verify/paper/")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "camera=()" in paper.headers["Permissions-Policy"]
    assert page.headers["Content-Security-Policy"] == paper.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("index.js", "a0de370051f94bd74f218f74401fdf197585e3f9ef0143164f87ea941a3fdd6f"),
        ("decode.js", "00e209820dcb11d624e9a03d6383e580766792b57d1651318f0a29e4e1ff0fe8"),
    ],
)
def test_the_library_is_the_one_that_was_published(name: str, digest: str) -> None:
    found = Path(str(finders.find(f"identity/qr/{name}"))).read_bytes()
    assert hashlib.sha256(found).hexdigest() == digest


@pytest.mark.parametrize("language", ["fr", "ar", "cs"])
def test_the_page_says_the_same_in_every_language(language: str) -> None:
    def shape(one: Words) -> dict[str, dict[str, set[str]]]:
        sections = {
            "page": one.page,
            "paper": one.paper,
            "said": one.said,
            "reasons": one.reasons,
            "fields": one.fields,
        }
        sections |= {"verdicts": dict(one.verdicts), "meaning": dict(one.meaning)}
        return {
            name: {key: set(re.findall(r"\{\w+\}", text)) for key, text in section.items()}
            for name, section in sections.items()
        }

    assert shape(read(language)) == shape(read("en"))


def test_every_reason_that_the_page_gives_has_a_sentence() -> None:
    scripts = [Path(str(finders.find(name))).read_text(encoding="utf-8") for name in MODULES if "/verify/" in name]
    given = {code for text in scripts for code in re.findall(r"(?:Refused|CannotTell)\(\"([a-z0-9-]+)\"", text)}
    assert len(given) > 40
    assert given - set(words("en")["reasons"]) == {"status-list-malformed", "status-list-too-large"}  # type: ignore[call-overload]
