"""Texts and links that mean harm, or would by accident: refused with words, kept on the page, and shown harmless."""

import re
from urllib.parse import urlencode

import pytest

from common.decisions import DomainError
from maturity.answering import MAX_NOTE, AnswerContent
from maturity.models import Answer, Evidence, SubmittedAnswer
from maturity.services.assessments import InvalidAnswer
from maturity.services.snapshots import take_snapshot
from tests import build
from tests.maturity.drafts import TODAY, answer_to, evidence, save, text_of
from tests.maturity.test_assessment_pages import FIRST, PAGE, address, cut, htmx, link, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
HIDDEN = ["\x00", "\x01", "\x1b", "\x7f", "\x85", *TURNING]
SCRIPT = "<script>alert(1)</script>"
MARKDOWN = (
    f"{SCRIPT}\n\n[js](javascript:alert(1)) [data](data:text/html,x) [vb](vbscript:x) ![i](https://example.org/i)\n\n"
    '<a href="javascript:alert(1)" onclick="alert(1)">raw</a> [fine](https://example.org/fine) **loud**'
)
NOT_HERE = {"level": "na", "not_applicable_because": "other"}


def named(character: str) -> str:
    return f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", HIDDEN, ids=named)
@pytest.mark.parametrize(
    ("rest", "data"),
    [
        ("", lambda text: typed(level="2", note=text)),
        ("", lambda text: typed(**NOT_HERE, not_applicable_reason=text)),
        ("evidence/", lambda text: link(**{"evidence-title": text})),
        ("evidence/", lambda text: link(**{"evidence-url": f"https://example.org/{text}"})),
    ],
    ids=["note", "reason", "title", "link"],
)
def test_a_hidden_character_is_refused_by_name_and_what_was_typed_is_kept(
    as_, assessment, rest, data, character
):
    response = as_("lead").post(
        address(assessment, rest=rest), data(f"before{character}after"), **htmx(assessment)
    )
    article = cut(text_of(response), f"answer-{answer_to(assessment).practice_id}")
    assert response.status_code == 422
    assert f"It holds a hidden character, {named(character)}" in article
    assert "before" in article
    assert "after" in article
    assert answer_to(assessment).version == 1
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("character", ["\x00", "\u202e"], ids=named)
def test_the_services_refuse_what_the_forms_refuse(assessment, lead, character):
    with pytest.raises(InvalidAnswer, match="hidden character"):
        save(answer_to(assessment), lead, AnswerContent(level=1, note=f"a{character}b"))
    for wrong in ({"title": f"a{character}b"}, {"url": f"https://example.org/{character}"}):
        with pytest.raises(DomainError, match="hidden character"):
            evidence(answer_to(assessment), lead, **wrong)


def test_lines_tabs_and_every_script_of_the_world_are_kept(as_, assessment):
    note = "One\ttab\nשלום עולם\u200f, مرحبا\n日本語 👩\u200d💻 é"
    assert (
        as_("lead").post(address(assessment), typed(level="2", note=note.replace("\n", "\r\n"))).status_code
        == 302
    )
    assert answer_to(assessment).note == note
    assert '<div class="told" dir="auto">' in text_of(as_("member").get(FIRST))


@pytest.mark.parametrize(
    "field", ["level", "target", "target_by", "not_applicable_because", "version", "show"]
)
def test_a_null_character_in_a_field_that_is_chosen_is_no_failure_of_the_server(as_, assessment, field):
    data = typed(**{"level": "2", "target": "3", "target_by": "2027-q1", field: "1\x00"})
    assert as_("lead").post(address(assessment), data).status_code in (302, 422)


def test_broken_utf_8_is_no_failure_of_the_server(as_, assessment):
    browser, body = as_("lead"), urlencode(typed(level="2")).encode()
    form = "application/x-www-form-urlencoded"
    escaped = body.replace(b"note=", b"note=%FF%FE%ED%A0%80")
    assert browser.post(address(assessment), escaped, content_type=form).status_code == 302
    assert "\ufffd" in answer_to(assessment).note
    raw = body.replace(
        b"note=", b"note=\xff\xfe\xed\xa0\x80"
    )  # read as Latin-1, in which the last is a control
    assert browser.post(address(assessment), raw, content_type=form).status_code == 422
    assert browser.get(f"{PAGE}?show=%FF%00").status_code == 200


@pytest.mark.parametrize("with_htmx", [True, False], ids=["htmx", "plain"])
def test_a_note_of_a_megabyte_is_refused_beside_its_field_and_kept(as_, assessment, with_htmx):
    note = "é" * 500_000
    headers = htmx(assessment) if with_htmx else {}
    response = as_("lead").post(address(assessment), typed(level="2", note=note), **headers)
    article = cut(text_of(response), f"answer-{answer_to(assessment).practice_id}")
    assert response.status_code == 422
    assert f"Keep the note under {MAX_NOTE:,} characters." in article
    assert note in article
    assert 'aria-invalid="true"' in article


@pytest.mark.parametrize("with_htmx", [True, False], ids=["htmx", "plain"])
def test_a_body_above_the_limit_is_refused_in_words_and_nothing_is_stored(as_, assessment, with_htmx):
    headers = htmx(assessment) if with_htmx else {}
    response = as_("lead").post(address(assessment), typed(level="2", note="x" * 3_000_000), **headers)
    assert response.status_code in (400, 413)
    assert "more than a form may hold" in text_of(response)
    assert "Traceback" not in text_of(response)
    assert answer_to(assessment).version == 1


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "http://example.org",
        "//example.org",
        "https://" + "x" * 2000 + ".org",
        "https://exa mple.org",
        'https://example.org/"onmouseover="alert(1)',
    ],
)
def test_only_plain_links_to_the_web_are_kept(as_, assessment, url):
    response = as_("lead").post(
        address(assessment, rest="evidence/"), link(**{"evidence-url": url}), **htmx(assessment)
    )
    if response.status_code == 200:  # what is kept stays inside its attribute
        assert Evidence.objects.get().url.startswith("https://")
        assert 'onmouseover="alert' not in text_of(response)
    else:
        assert response.status_code == 422
        assert not Evidence.objects.exists()
    assert not re.search(r'href="(?!https:|/|#)', text_of(response))


def harmless(html: str) -> None:
    shown = html[html.index("<main") : html.index("</main")]
    assert SCRIPT not in shown
    assert not re.search(r'<[^<>]*href="\s*(javascript|data|vbscript):', shown, re.IGNORECASE)
    assert not re.search(r"<[^<>]*\son\w+=", shown)
    assert "<img" not in shown


def got_in(answers) -> None:
    """Rows as an import or an older edition might have left them, past every form."""
    answers.update(not_applicable=False, level=2, note=MARKDOWN, target=3, target_by="2027-q1")


@pytest.mark.parametrize("who", ["lead", "member"])
def test_hostile_rows_that_got_in_otherwise_are_shown_harmless_in_the_article(as_, assessment, who):
    got_in(Answer.objects.all())
    Evidence.objects.create(
        answer=answer_to(assessment), title=f"{SCRIPT}\u202egpj.exe", url="javascript:alert(1)", dated=TODAY
    )
    html = text_of(as_(who).get(FIRST))
    harmless(html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\u202egpj.exe" in html
    assert ("<strong>loud</strong>" in html) == (who == "member")


@pytest.mark.parametrize("path", [f"{PAGE}submissions/1/", "/matrix/checkout/testing/"])
def test_hostile_rows_that_got_in_otherwise_are_shown_harmless_once_submitted(as_, team, cycle, path):
    links = [
        {"title": f"{SCRIPT}\u202egpj.exe", "url": "javascript:alert(1)", "dated": "2026-11-01"},
        {"title": "Data", "url": "data:text/html,x", "dated": "2026-11-01"},
        {"title": "Fine", "url": "https://example.org/evidence", "dated": "2026-11-01"},
    ]
    # A submission is never changed, so these rows are written as such.
    create = SubmittedAnswer.objects.bulk_create
    with pytest.MonkeyPatch.context() as patched:

        def hostile(rows):
            rows = list(rows)
            for row in rows:
                row.note, row.evidence, row.target, row.target_by = MARKDOWN, links, 3, "not-a-q"
            rows[1].level, rows[1].not_applicable = None, True
            rows[1].not_applicable_because, rows[1].not_applicable_reason = "no-such-key", f"{SCRIPT}\u202e"
            return create(rows)

        patched.setattr(SubmittedAnswer.objects, "bulk_create", hostile)
        build.submission(cycle, team, {"testing-1": 2, "testing-2": 1})
    take_snapshot(day=TODAY, by=None, now=build.NOW)
    response = as_("lead").get(path)
    assert response.status_code == 200
    html = text_of(response)
    harmless(html)
    assert "<strong>loud</strong>" in html
    assert 'href="https://example.org/evidence"' in html
    assert "Data" in html
    assert html.count('dir="auto"') >= 6, "what turns direction stays inside its own element"
