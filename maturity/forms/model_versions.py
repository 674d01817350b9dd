"""Forms of a draft's entries. The schema of model files says what is wrong with them, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry
from maturity.catalogue_file.checking import WrongEntry, check_dimension, check_model, check_practice
from maturity.catalogue_file.document import MAX_BYTES
from maturity.catalogue_file.schema import (
    DEFAULT_HALF_LIFE_DAYS,
    DEFAULT_WEIGHT,
    MAX_EVIDENCE,
    MAX_REFERENCES,
)
from maturity.delivery_metrics import METRICS
from maturity.model_changes import Placed
from maturity.model_editing import find_dimension, find_practice

_SPARE_ROWS = 2


class EntryForm(forms.Form):
    """Takes every text as it comes; `check` reads it as a model file would be read, and `entry` is what it says."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.entry: Any = None

    def check(self, said: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def clean(self) -> dict[str, Any] | None:
        try:
            self.entry = self.check(self.cleaned_data)
        except WrongEntry as error:
            self._blame(error.problems)
        return self.cleaned_data

    def field_of(self, path: str) -> str:
        """The field that shows what is wrong at a path in the file."""
        return path

    def _blame(self, problems: Mapping[str, Iterable[str]]) -> None:
        for path, texts in problems.items():
            name = self.field_of(path)
            if name not in self.fields:  # the key in the address: nobody types it here
                self.add_error(None, [f"{name.capitalize()} {text}." for text in texts])
                continue
            label = self.fields[name].label or self[name].label
            for text in texts:
                # A field that could not be read at all has said so already.
                if not self.has_error(name) or name in self.cleaned_data:
                    self.add_error(name, f"{label} {text}.")


def text(label: str, *, rows: int = 0, help_text: str = "", **attrs: str) -> forms.CharField:
    shown = {"autocomplete": "off", **attrs}
    widget = forms.Textarea({"rows": rows, **shown}) if rows else forms.TextInput(shown)
    return forms.CharField(required=False, strip=False, label=label, widget=widget, help_text=help_text)


def number(label: str, help_text: str) -> forms.CharField:
    return text(label, help_text=help_text, inputmode="numeric", size="5")


class PracticeForm(EntryForm):
    """A practice of `file`: the one with `key`, which stands at `placed` unless it is gone by now, or a new one."""

    def __init__(
        self, *args: Any, file: ModelFile, placed: Placed | None = None, key: str = "", **options: Any
    ) -> None:
        super().__init__(*args, initial=practice_values(placed), **options)
        self.file, self.placed, self.known_key = file, placed, key
        if not key:
            self.fields["key"] = text(
                "Key", help_text="Names it for good: lower-case letters, digits, hyphens."
            )
        self.fields["title"] = text("Title")
        choices = [(each.key, each.title) for each in file.dimensions]
        self.fields["dimension"] = forms.ChoiceField(
            choices=choices, error_messages={"required": "Choose a dimension."}
        )
        for level, name in enumerate(file.scale):
            self.fields[f"level_{level}"] = text(f"{level} · {name}", rows=4)
        self.fields["why"] = text("Why it matters", rows=3)
        self.fields["weight"] = number("Weight", "1 to 100, in its dimension.")
        self.fields["half_life_days"] = number("Half-life in days", "Of the confidence in an answer.")
        self.fields["effort"] = text("Effort", help_text="What reaching the next level costs.")
        self.fields["metric"] = forms.ChoiceField(
            required=False, label="Delivery metric", choices=[("", "none"), *METRICS.items()]
        )
        self.fields["evidence"] = text(
            "Evidence", rows=4, help_text=f"What would show a level: one a line, at most {MAX_EVIDENCE}."
        )
        for row in range(self._rows()):
            self.fields[f"reference_title_{row}"] = text(f"Title of reference {row + 1}")
            self.fields[f"reference_url_{row}"] = text(f"Address of reference {row + 1}", inputmode="url")

    @property
    def levels(self) -> list[forms.BoundField]:
        return [self[f"level_{level}"] for level in range(len(self.file.scale))]

    @property
    def references(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"reference_title_{row}"], self[f"reference_url_{row}"]) for row in range(self._rows())]

    def check(self, said: Mapping[str, Any]) -> PracticeEntry:
        key = self.known_key or said.get("key", "").strip()
        if not self.known_key and find_practice(self.file, key):
            self.add_error("key", f"The draft has a practice with the key “{key}”. Choose another.")
        return check_practice(self._said(key, said))

    def field_of(self, path: str) -> str:
        match path.split("."):
            case ["levels", level]:
                return f"level_{level}"
            case ["references", place, field]:
                return f"reference_{field}_{self._filled()[int(place)]}"
            case ["references", *_]:
                return "reference_title_0"
            case [name, *_]:
                return name
        return path

    def _said(self, key: str, said: Mapping[str, Any]) -> dict[str, object]:
        same = {
            name: said.get(name, "")
            for name in ("title", "why", "weight", "half_life_days", "effort", "metric")
        }
        return {
            **same,
            "key": key,
            "levels": {str(level): said.get(f"level_{level}", "") for level in range(len(self.file.scale))},
            "evidence": [line for line in said.get("evidence", "").splitlines() if line.strip()],
            "references": [
                {
                    "title": said.get(f"reference_title_{row}", ""),
                    "url": said.get(f"reference_url_{row}", "").strip(),
                }
                for row in self._filled()
            ],
        }

    def _filled(self) -> list[int]:
        """The rows of references in which something stands."""
        fields = ("reference_title", "reference_url")
        said = self.data if self.is_bound else self.initial
        return [
            row
            for row in range(self._rows())
            if any(str(said.get(f"{name}_{row}", "")).strip() for name in fields)
        ]

    def _rows(self) -> int:
        """As many as were posted; without a post two more than there are references."""
        if self.is_bound:
            given = sum(name.startswith("reference_url_") for name in self.data)
        else:
            given = (len(self.placed.practice.references) if self.placed else 0) + _SPARE_ROWS
        return min(given, MAX_REFERENCES)


class DimensionForm(EntryForm):
    """What a dimension says itself: the one with `key`, which says `dimension` unless it is gone, or a new one."""

    def __init__(
        self,
        *args: Any,
        file: ModelFile,
        dimension: DimensionEntry | None = None,
        key: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, initial=dimension_values(dimension), **options)
        self.file, self.known_key = file, key
        if not key:
            self.fields["key"] = text(
                "Key", help_text="Names it for good: lower-case letters, digits, hyphens."
            )
        self.fields["title"] = text("Title")
        self.fields["summary"] = text("Summary", rows=3)
        self.fields["weight"] = number("Weight", "1 to 100, in a team's overall score.")

    def check(self, said: Mapping[str, Any]) -> DimensionEntry:
        key = self.known_key or said.get("key", "").strip()
        if not self.known_key and find_dimension(self.file, key):
            self.add_error("key", f"The draft has a dimension with the key “{key}”. Choose another.")
        return check_dimension(
            {name: said.get(name, "") for name in ("title", "summary", "weight")} | {"key": key}
        )


class DetailsForm(EntryForm):
    """What a model says itself, and the names of its levels."""

    def __init__(self, *args: Any, file: ModelFile, **options: Any) -> None:
        super().__init__(*args, initial=details_values(file), **options)
        self.file = file
        self.fields["name"] = text("Name")
        self.fields["summary"] = text("Summary", rows=4)
        for level in range(len(file.scale)):
            self.fields[f"level_{level}"] = text(f"Level {level}")

    def check(self, said: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
        scale = [said.get(f"level_{level}", "") for level in range(len(self.file.scale))]
        return check_model({"name": said.get("name", ""), "summary": said.get("summary", ""), "scale": scale})

    def field_of(self, path: str) -> str:
        return path.replace("scale.", "level_")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Model file",
        help_text=f"YAML, at most {MAX_BYTES // 1_000_000} MB.",
        error_messages={"required": "Choose a file first.", "empty": "The file is empty."},
        widget=forms.FileInput({"accept": ".yaml,.yml,text/yaml"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


def practice_values(placed: Placed | None) -> dict[str, str]:
    """What the form of a practice has in its fields."""
    if placed is None:
        return {"weight": str(DEFAULT_WEIGHT), "half_life_days": str(DEFAULT_HALF_LIFE_DAYS)}
    practice = placed.practice
    values = {
        name: str(getattr(practice, name)) for name in ("title", "why", "weight", "half_life_days", "effort")
    }
    values |= {
        "dimension": placed.dimension.key,
        "metric": practice.metric,
        "evidence": "\n".join(practice.evidence),
    }
    values |= {f"level_{level}": criterion for level, criterion in enumerate(practice.criteria)}
    for row, reference in enumerate(practice.references):
        values |= {f"reference_title_{row}": reference.title, f"reference_url_{row}": reference.url}
    return values


def dimension_values(dimension: DimensionEntry | None) -> dict[str, str]:
    if dimension is None:
        return {"weight": str(DEFAULT_WEIGHT)}
    return {"title": dimension.title, "summary": dimension.summary, "weight": str(dimension.weight)}


def details_values(file: ModelFile) -> dict[str, str]:
    levels = {f"level_{level}": name for level, name in enumerate(file.scale)}
    return {"name": file.name, "summary": file.summary, **levels}
