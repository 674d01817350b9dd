"""A plan on its way in: files or text, then its name and what its headings mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from plans.document import DocumentError, PlanDocument, SourceFile, decode, unpack
from plans.document.archive import MARKDOWN
from plans.document.assigning import Assignment, Meaning, Place
from plans.document.source import MOST_BYTES
from plans.document.text import one_line
from plans.document.understood import MEANINGS, Understood
from plans.document.values import opens_phase
from plans.queries.importing import LONGEST_SLUG, ImportPage, standing

MOST_FIELDS = 400  # headings that can be changed on one page: a form holds a thousand fields
PASTED = "pasted text"
NOTHING = "Choose a file or paste a plan first."
TOO_MUCH = "Together this is larger than 2 MB; a plan is far smaller: split or shorten it."
OPENS_PHASE = "A title that names weeks would be read as a phase. Say it in other words."
TAKEN = (
    "“{}” is taken by something that stays: a plan, a template that plans were started from, or a page of Waymark. "
    "Choose another short name."
)
OTHER = (
    "The template “{}” is there with other content. "
    "Choose another short name, or say below that this one replaces it."
)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """All of the files; whether they are plans is told with their names."""
        return [each for each in data or () if each is not None]


class SourceForm(forms.Form):
    """Files, a zip, or text. `sources` is what was handed in, each file under a name of its own."""

    uploads = FilesField(
        required=False,
        label="Files",
        help_text="One or several in Markdown, or a zip of them; at most 2 MB.",
        widget=FilesInput({"accept": ",".join(sorted([*MARKDOWN, ".zip"]))}),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or paste the plan",
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.sources: list[SourceFile] = []

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for uploaded in said.get("uploads", ()):
            self._read(uploaded)
        if said.get("text", "").strip():
            self.sources.append(SourceFile(PASTED, said["text"]))
        self.sources = [replace(source, text=_plain_lines(source.text)) for source in self.sources]
        if not self.sources and not self.errors:
            self.add_error(None, NOTHING)
        elif sum(len(source.text.encode()) for source in self.sources) > MOST_BYTES:
            self.add_error(None, TOO_MUCH)
        return said

    def _read(self, uploaded: "UploadedFile[bytes]") -> None:
        name = uploaded.name or "file"
        # One byte more than a file may have is enough to refuse it.
        data = uploaded.read(MOST_BYTES + 1)
        try:
            found = unpack(name, data) if name.lower().endswith(".zip") else [decode(name, data)]
        except DocumentError as error:
            self.add_error("uploads", str(error))
            return
        for source in found:
            self.sources.append(replace(source, name=self._own_name(source.name)))

    def _own_name(self, name: str) -> str:
        taken = {source.name for source in self.sources}
        tries = (name, *(f"{name} ({n})" for n in range(2, len(taken) + 3)))
        return next(each for each in tries if each not in taken)


def _plain_lines(text: str) -> str:
    """A browser sends what was pasted with other line ends: no change that anybody made."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TemplateForm(forms.Form):
    """Under which name the plan of a page is kept. `document` is the plan with that title."""

    title = forms.CharField(required=False, max_length=1000, label="Title")
    slug = forms.SlugField(
        max_length=LONGEST_SLUG,
        label="Short name",
        help_text="It stands in addresses: letters, digits, hyphens.",
    )
    replacing = forms.BooleanField(required=False, label="Replace the template that is there")

    def __init__(self, *args: Any, page: ImportPage, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.page = page

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if opens_phase(title):
            raise forms.ValidationError(OPENS_PHASE)
        return title

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "slug" not in said or "title" not in said:
            return said
        match standing(said["slug"], self.document):
            case "taken":
                self.add_error("slug", TAKEN.format(said["slug"]))
            case "other" if not said["replacing"]:
                self.add_error("slug", OTHER.format(said["slug"]))
        return said

    @property
    def document(self) -> PlanDocument:
        title = one_line(self["title"].value() or "")
        return replace(self.page.document, title=title, warnings=())


@dataclass(frozen=True, slots=True)
class HeadingFields:
    """The two fields of a heading: what it is, and the weeks of a phase. `place` names it in the form."""

    place: str
    choices: Sequence[tuple[str, str]]
    chosen: str
    weeks: str


@dataclass(frozen=True, slots=True)
class ReviewedBlock:
    block: Understood
    fields: HeadingFields | None


def reviewed(page: ImportPage, data: Mapping[str, str]) -> list[tuple[str, list[ReviewedBlock]]]:
    """The blocks of each file with the fields of their headings, filled with what `data` has for them."""
    left = count(MOST_FIELDS, -1)
    return [
        (file.name, [ReviewedBlock(block, _fields(number, block, data, left)) for block in file.blocks])
        for number, file in enumerate(page.understood)
    ]


def _fields(
    number: int, block: Understood, data: Mapping[str, str], left: Iterator[int]
) -> HeadingFields | None:
    if block.heading is None or next(left) <= 0:
        return None
    place = f"{number}-{block.first}"
    chosen = data.get(f"kind-{place}") or block.heading.meaning
    choices = [(meaning, MEANINGS[meaning]) for meaning in block.heading.choices]
    return HeadingFields(place, choices, chosen, data.get(f"weeks-{place}", ""))


def assignments(page: ImportPage, data: Mapping[str, str]) -> dict[Place, Assignment]:
    """What the headings of a page shall be, by place."""
    fields = ((name, each) for name, blocks in reviewed(page, data) for each in blocks if each.fields)
    return {
        (name, each.block.first): Assignment(cast(Meaning, each.fields.chosen), each.fields.weeks)
        for name, each in fields
        if each.fields
    }
