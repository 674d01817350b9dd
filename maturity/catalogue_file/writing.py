"""From a model's values to a file that reads back equal."""

import yaml

from maturity.catalogue_file.entries import DimensionEntry, ModelFile, PracticeEntry
from maturity.catalogue_file.schema import FORMAT


def write_model(model: ModelFile) -> str:
    """The model file of `model`: `read_model` of it gives `model` again."""
    content = {
        "format": FORMAT,
        "key": model.key,
        "name": model.name,
        "summary": model.summary,
        "scale": list(model.scale),
        "dimensions": [_dimension(dimension) for dimension in model.dimensions],
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)


def _dimension(dimension: DimensionEntry) -> dict[str, object]:
    return {
        "key": dimension.key,
        "title": dimension.title,
        "summary": dimension.summary,
        "weight": dimension.weight,
        "practices": [_practice(practice) for practice in dimension.practices],
    }


def _practice(practice: PracticeEntry) -> dict[str, object]:
    content: dict[str, object] = {
        "key": practice.key,
        "title": practice.title,
        "why": practice.why,
        "weight": practice.weight,
        "half_life_days": practice.half_life_days,
        "levels": dict(enumerate(practice.criteria)),
    }
    if practice.effort:
        content["effort"] = practice.effort
    if practice.metric:
        content["metric"] = practice.metric
    if practice.evidence:
        content["evidence"] = list(practice.evidence)
    if practice.references:
        content["references"] = [{"title": r.title, "url": r.url} for r in practice.references]
    return content
