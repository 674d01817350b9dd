"""One entry of a model as a form has it: all as text, with every problem by its field."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from maturity.catalogue_file.entries import DimensionEntry, PracticeEntry
from maturity.catalogue_file.reading import message_of, practice_entry, repeated
from maturity.catalogue_file.schema import DimensionWords, ModelWords, PracticeFields


class WrongEntry(ValueError):
    """`problems` has by the field's path ("title", "levels.2", "references.0.url") what to read after its name."""

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{field} {text}" for field, texts in problems.items() for text in texts))
        self.problems = problems


def check_practice(said: Mapping[str, object]) -> PracticeEntry:
    """The practice with the fields of a model file, numbers as text; `levels` has each level of the scale.

    Raises WrongEntry with all that is wrong.
    """
    optional = ("effort", "metric", "evidence", "references")
    return practice_entry(_checked(PracticeFields, said, optional))


def check_dimension(said: Mapping[str, object]) -> DimensionEntry:
    """The dimension, without practices. Raises WrongEntry."""
    fields = _checked(DimensionWords, said)
    return DimensionEntry(fields.key, fields.title, fields.summary, fields.weight, ())


def check_model(said: Mapping[str, object]) -> tuple[str, str, tuple[str, ...]]:
    """Name, summary and scale. Raises WrongEntry."""
    fields = _checked(ModelWords, said)
    if places := repeated(fields.scale):
        raise WrongEntry({f"scale.{place}": ["is used twice"] for place in places})
    return fields.name, fields.summary, fields.scale


def _checked[Fields: BaseModel](
    kind: type[Fields], said: Mapping[str, object], optional: Sequence[str] = ()
) -> Fields:
    """An optional field that is left empty is as one that the file leaves out."""
    given = {name: value for name, value in said.items() if value or name not in optional}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise WrongEntry(_by_field(error)) from error


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    for details in error.errors(include_url=False):
        problems.setdefault(".".join(map(str, details["loc"])), []).append(message_of(details))
    return problems
