"""Model files: what is read, what is refused and where, and that writing is reading backwards."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from maturity.catalogue_file import (
    CatalogueError,
    DimensionEntry,
    ModelFile,
    PracticeEntry,
    ReferenceEntry,
    read_model,
    write_model,
)
from maturity.delivery_metrics import METRICS
from tests.maturity.generated_models import models

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "model-format.md").read_text(encoding="utf-8")
EXAMPLE = GUIDE.partition("```yaml\n")[2].partition("```")[0]
MINIMAL = """\
format: 1
key: minimal
name: Minimal
summary: The least that a model file holds.
scale: [Off, On]
dimensions:
  - key: testing
    title: Testing
    summary: Tests.
    practices:
      - key: unit-tests
        title: Unit tests
        why: They are quick.
        levels:
          0: None.
          1: Some.
"""


def read(text: str) -> ModelFile:
    return read_model("model.yaml", text.encode())


def error_of(data: str | bytes) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_model("model.yaml", data if isinstance(data, bytes) else data.encode())
    found = caught.value
    assert str(found) == f"{found.file}:{found.line}: {found.message}"
    return str(found)


def changed(old: str, new: str, text: str = MINIMAL) -> str:
    assert old in text
    return text.replace(old, new, 1)


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# What is read.


def test_the_example_in_the_guide_is_read_field_by_field() -> None:
    practice = PracticeEntry(
        key="regression-tests",
        title="Bug fixes leave a test behind",
        why="A fault that was fixed without a test can return unseen.",
        weight=3,
        half_life_days=90,
        criteria=(
            "None of the last 10 fixes added a test.",
            "At least 5 of the last 10 fixes added one.",
            "Every fix of the last quarter added one.",
        ),
        references=(
            ReferenceEntry(
                "Martin Fowler, Self Testing Code", "https://martinfowler.com/bliki/SelfTestingCode.html"
            ),
        ),
        effort="An hour to agree on it, then a few minutes per fix",
        metric="change-fail-rate",
        evidence=("The list of the last 10 fixes with the tests they added",),
    )
    summary = "Whether the team learns of a fault before a customer does."
    assert read(EXAMPLE) == ModelFile(
        key="small-model",
        name="A small model",
        summary="One dimension, enough to show every field.",
        scale=("Absent", "Started", "Done"),
        dimensions=(DimensionEntry("testing", "Testing", summary, 2, (practice,)),),
    )


def test_weights_half_life_and_references_have_defaults() -> None:
    (dimension,) = read(MINIMAL).dimensions
    (practice,) = dimension.practices
    assert (dimension.weight, practice.weight, practice.half_life_days, practice.references) == (
        1,
        1,
        180,
        (),
    )


def test_effort_metric_and_evidence_may_be_left_out() -> None:
    practice = read(MINIMAL).dimensions[0].practices[0]
    assert (practice.effort, practice.metric, practice.evidence) == ("", "", ())
    assert not {"effort", "metric", "evidence"} & set(write_model(read(MINIMAL)).split())


def test_words_that_look_like_other_types_are_text() -> None:
    model = read(changed("name: Minimal", "name: 2026-01-01"))
    assert (model.name, model.scale) == ("2026-01-01", ("Off", "On"))


def test_levels_may_stand_in_any_order() -> None:
    turned = changed("          0: None.\n          1: Some.\n", "          1: Some.\n          0: None.\n")
    assert read(turned) == read(MINIMAL)


def test_white_space_and_line_ends_do_not_matter() -> None:
    wrapped = changed("why: They are quick.", "why: >-\n          They\n          are   quick.")
    assert read(wrapped) == read(MINIMAL)
    assert read_model("m", b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()) == read(MINIMAL)


# What is refused, and where.


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1: the file is empty"),
        (b" \n\n", "1: the file is empty"),
        (b"# a comment\n", "1: the file is empty: it has only comments"),
        (b"\x89PNG\0\0", "1: not a text file; a model file is YAML in UTF-8"),
        ("format: 1\nname: caf\u00e9".encode("latin-1"), "2: not in UTF-8"),
        (b"format: 1\nname: \x07", "2: character U+0007 is not allowed in a text file"),
        (b"#" * 2_000_001, "1: larger than 2 MB"),
        (b"- a\n- b\n", "1: the file must be fields with values, not text or a list"),
        (b"a: 1\n---\nb: 2\n", "2: a second document starts here; a file has one model"),
        (b"a: 1\n? [b]\n: 2\n", "2: the name of a field must be one word"),
        (b"[" * 100_000, "1: nested too deeply"),
        (b"{a: " * 100_000, "1: nested too deeply"),
    ],
)
def test_what_is_not_a_model_file_at_all_is_refused(data: bytes, message: str) -> None:
    assert error_of(data) == f"model.yaml:{message}"


@pytest.mark.parametrize(
    "text", ["a: b: c", "a: [1, 2", "a:\n\t- b", 'a: "\\q"', "%YAML 3.0\n---\na: b", "a: @b"]
)
def test_broken_yaml_is_refused_with_its_line(text: str) -> None:
    assert re.match(r"model\.yaml:[1-3]: not valid YAML: \w+", error_of(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x", "1: anchors (&) and aliases (*) are not allowed; write the text out"),
        ("a: 1\nb: *x", "2: anchors (&) and aliases (*) are not allowed; write the text out"),
        ("a: 1\n&x b: 1", "2: anchors (&) and aliases (*) are not allowed; write the text out"),
        ("a: 1\nb: !!python/object/apply:os.getcwd []", "2: tags (!) are not allowed"),
        ("a: 1\nb: !!binary aGk=", "2: tags (!) are not allowed"),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str, message: str) -> None:
    assert error_of(text) == f"model.yaml:{message}"


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("format: 1", "format: 2", "format", "'format' must be 1, the only format that this version of Waymark reads"),
        ("format: 1\n", "", "key", "'format' is missing"),
        ("name: Minimal", "name:", "name", "'name' is empty"),
        ("name: Minimal", "name: [a]", "name", "'name' must be text"),
        ("name: Minimal", f"name: {'n' * 121}", "name", "'name' is longer than 120 characters"),
        ("name: Minimal", 'name: "a\\0b"', "name", "'name' has a control character"),
        ("name: Minimal", "name: Minimal\nname: Twice", "name: Twice", "'name' is given twice, first on line 3"),
        ("    title: Testing\n", "", "  - key: testing", "'title' is missing"),
        ("        why:", "        wy:", "      - key: unit", "'why' is missing"),
        ("    summary: Tests.", "    sumary: x\n    summary: T", "    sumary", "'sumary' is not a known field here"),
        ("key: unit-tests", "key: Unit_tests", "key: Unit", None),
        ("key: unit-tests", "key: 1-tests", "key: 1", None),
        ("key: testing", "key: -testing", "key: -", None),
        ("[Off, On]", "[Off]", "scale", "'scale' must have 2 to 10 entries, not 1"),
        ("[Off, On]", "[a, b, c, d, e, f, g, h, i, j, k]", "scale", "'scale' must have 2 to 10 entries, not 11"),
        ("[Off, On]", "\n  - On\n  - on", "  - on", "the level name 'on' is used twice"),
        ("[Off, On]", "\n  - Off\n  - ''", "  - ''", "entry 2 of 'scale' is empty"),
        ("[Off, On]", "Off", "scale", "'scale' must be a list"),
        ("          1: Some.\n", "", "        levels", "level 1 of the scale 0 to 1 is missing"),
        ("1: Some.", "1: Some.\n          7: All.", "          7:", "level 7 is not on the scale 0 to 1"),
        ("1: Some.", "1: Some.\n          one: All.", "          one:", "level one is not on the scale 0 to 1"),
        ("1: Some.", "1: Some.\n          1: All.", "          1: All", "'1' is given twice, first on line 16"),
        ("1: Some.", "1: ''", "          1:", "level 1 is empty"),
        ("    practices:\n", "    practices: []\n    x:\n", "    pra", "'practices' must have 1 to 100 entries, not 0"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_line(old: str, new: str, at: str, message: str | None) -> None:
    text = changed(old, new)
    if message is None:
        name = new.partition(": ")[2]
        message = (
            f"'key' must be lower-case letters, digits and hyphens, starting with a letter, not '{name}'"
        )
    first = 1 if at == "key" else line_of(at, text)
    assert error_of(text) == f"model.yaml:{first}: {message}"


@pytest.mark.parametrize("weight", ["0", "101", "-1", "1.5", "two", "1e1", "0x10", "", "9999999999"])
def test_a_weight_is_a_whole_number_from_1_to_100(weight: str) -> None:
    text = changed("why: They", f"weight: {weight}\n        why: They")
    expected = f"'weight' must be a whole number from 1 to 100, not {weight!r}"
    assert error_of(text) == f"model.yaml:{line_of('weight', text)}: {expected}"


def test_a_weight_is_no_list() -> None:
    text = changed("    practices:", "    weight: [1]\n    practices:")
    assert error_of(text).endswith("must be a whole number from 1 to 100, not a list or mapping")


@pytest.mark.parametrize(
    "url", ["http://example.org/", "javascript:alert(1)", "https://", "example.org", "https://a b"]
)
def test_a_reference_is_an_https_address(url: str) -> None:
    text = f"{MINIMAL}        references:\n          - title: Book\n            url: '{url}'\n"
    expected = f"'url' must be an address that starts with https://, not '{url}'"
    assert error_of(text) == f"model.yaml:{line_of('url', text)}: {expected}"


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("effort: ''", "'effort' is empty"),
        (f"effort: {'e' * 81}", "'effort' is longer than 80 characters"),
        ("effort: [a]", "'effort' must be text"),
        ("evidence: A log", "'evidence' must be a list"),
        ("evidence: ['']", "entry 1 of 'evidence' is empty"),
        (f"evidence: [{'e' * 201}]", "entry 1 of 'evidence' is longer than 200 characters"),
        ("evidence: [a, b, c, d, e, f, g]", "'evidence' must have 0 to 6 entries, not 7"),
        ("metric: [lead-time]", "'metric' must be text"),
        (
            "metric: velocity",
            "'metric' must be one of deployment-frequency, lead-time, change-fail-rate, recovery-time, not 'velocity'",
        ),
    ],
)
def test_guidance_for_a_practice_keeps_to_its_limits(field: str, message: str) -> None:
    assert error_of(f"{MINIMAL}        {field}\n") == f"model.yaml:17: {message}"


@pytest.mark.parametrize("metric", METRICS)
def test_a_practice_may_name_each_delivery_metric(metric: str) -> None:
    assert read(f"{MINIMAL}        metric: {metric}\n").dimensions[0].practices[0].metric == metric


def test_a_dimension_key_is_used_once() -> None:
    text = MINIMAL + MINIMAL[MINIMAL.index("  - key: testing") :]
    assert error_of(text) == "model.yaml:17: the dimension key 'testing' is used twice"


def test_a_practice_key_is_used_once_in_the_whole_file() -> None:
    text = MINIMAL + MINIMAL[MINIMAL.index("  - key: testing") :].replace("key: testing", "key: other")
    assert error_of(text) == "model.yaml:21: the practice key 'unit-tests' is used twice in the file"


def test_the_first_of_several_errors_is_reported() -> None:
    text = changed("title: Unit tests", "title: ''", changed("0: None.", "0: ''"))
    assert error_of(text) == f"model.yaml:{line_of('title: ', text) + 4}: 'title' is empty"


def test_a_long_value_is_cut_in_the_message() -> None:
    found = error_of(changed("key: unit-tests", f"key: {'X' * 500}"))
    assert found.endswith("...'")
    assert len(found) < 200


def test_the_errors_shown_in_the_guide_are_the_ones_that_are_made() -> None:
    zero = changed("weight: 3", "weight: 0", EXAMPLE)
    seven = changed("1: At least", "7: At least", EXAMPLE)
    for text, shown in zip((zero, seven), GUIDE.partition("```text\n")[2].splitlines(), strict=False):
        with pytest.raises(CatalogueError) as caught:
            read_model("small-model.yaml", text.encode())
        assert str(caught.value) == shown


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_way(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_model("any", data)


@given(st.integers(0, len(MINIMAL)), st.integers(0, 30), st.text(":[]{}&*!#'\"|>-%@ \n\tab01", max_size=5))
def test_a_damaged_file_is_read_or_refused_in_one_way(at: int, cut: int, put: str) -> None:
    with suppress(CatalogueError):
        read(MINIMAL[:at] + put + MINIMAL[at + cut :])


# Writing.


@given(models())
def test_a_written_model_reads_back_equal(model: ModelFile) -> None:
    assert read_model("written.yaml", write_model(model).encode()) == model


def test_a_written_model_is_plain_yaml_in_the_order_of_the_guide() -> None:
    content = yaml.safe_load(write_model(read(EXAMPLE)))
    assert content == yaml.safe_load(EXAMPLE)
    assert list(content) == ["format", "key", "name", "summary", "scale", "dimensions"]
