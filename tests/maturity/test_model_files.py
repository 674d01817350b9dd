"""A stored version read as its file, and what is exported read back."""

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from maturity.catalogue_file import ModelFile, read_model, write_model
from maturity.models import ModelVersion
from maturity.queries.model_files import model_file
from maturity.queries.model_versions import listed_models, version_page
from maturity.services.model_rows import digest_of
from tests import build
from tests.maturity.generated_models import models
from tests.maturity.models_made import HOUSE, dimension, loaded, practice, published

pytestmark = pytest.mark.django_db
SHIPPED = "maturity/catalogue/waymark-engineering.yaml"


def stored(version):
    return model_file(ModelVersion.objects.select_related("model").get(pk=version.pk))


def test_a_version_says_what_its_file_said():
    assert stored(loaded()) == HOUSE


def test_the_shipped_model_is_exported_as_the_same_model():
    call_command("load_model", SHIPPED, "--publish")
    version = ModelVersion.objects.get()
    exported = read_model("exported.yaml", write_model(stored(version)).encode())
    assert digest_of(exported) == version.digest


@given(models())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_model_is_exported_as_the_same_model(file):
    with transaction.atomic():
        version = loaded(file)
        exported = read_model("exported.yaml", write_model(stored(version)).encode())
        transaction.set_rollback(True)
    assert exported == file
    assert digest_of(exported) == version.digest


def many(practices, key):
    everything = dimension("all", *(two_levels(n) for n in range(practices)))
    return ModelFile(key, "Many", "Many.", ("Off", "On"), (everything,))


def two_levels(n):
    return practice(f"p-{n}", criteria=("no", "yes"))


@pytest.mark.parametrize("practices", [1, 50])
def test_a_version_is_read_in_a_fixed_number_of_statements(practices, django_assert_num_queries):
    version = loaded(many(practices, "many"))
    with django_assert_num_queries(4):
        model_file(version)


@pytest.mark.parametrize("practices", [1, 50])
def test_a_version_and_its_difference_are_read_in_a_fixed_number_of_statements(
    practices, django_assert_num_queries
):
    published(many(practices, "many"))
    draft = loaded(many(practices + 1, "many"))
    with django_assert_num_queries(9):
        assert version_page(draft).changes.new


@pytest.mark.parametrize("count", [1, 50])
def test_models_are_listed_in_a_fixed_number_of_statements(count, django_assert_num_queries):
    for _ in range(count):
        build.version()
    with django_assert_num_queries(2):
        assert len(listed_models(with_drafts=True)) == count


def test_the_list_has_drafts_for_those_who_see_them_and_names_cycles():
    first = published()
    build.cycle(first, quarter="2026-q3")
    build.cycle(first)
    draft = loaded(many(2, "house"))
    (model,) = listed_models(with_drafts=True)
    assert [row.version for row in model.versions] == [draft, first]
    assert model.draft == draft
    assert (model.versions[1].cycles, model.versions[1].practices) == (("2026 Q4", "2026 Q3"), 5)
    (public,) = listed_models(with_drafts=False)
    assert ([row.version for row in public.versions], public.draft) == ([first], None)


def test_an_edition_keeps_its_name_when_a_draft_has_another():
    first = published()
    loaded(many(2, "house"))
    first.refresh_from_db()
    assert first.model.name == "House model"
    assert digest_of(stored(first)) == first.digest


def test_a_published_name_becomes_the_models():
    published()
    second = published(many(2, "house"))
    second.refresh_from_db()
    assert (second.model.name, second.model.summary) == ("Many", "Many.")
