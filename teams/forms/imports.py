"""Handing in a file of rows, and saying which of its columns is which."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from common.spreadsheets.files.limits import MOST_BYTES, MOST_ROWS
from common.spreadsheets.sheet import Sheet
from teams.models import ImportJob

_KINDS = f"CSV, XLSX or JSON, at most {MOST_BYTES >> 20} MB and {MOST_ROWS:,} rows. Its first row names the columns."
_NOT_THERE = "(the file does not have it)"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text=_KINDS,
        widget=forms.ClearableFileInput({"accept": ".csv,.tsv,.txt,.xlsx,.json"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Put a header into its first row, and a row for each thing below it.",
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES >> 20} MB. Split it.")
        return file


class ColumnsForm(forms.Form):
    """A choice for each column of the kind: the place of one of the file's, or none."""

    def __init__(self, *args: Any, job: ImportJob, sheet: Sheet, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": job.matching, **options})
        headers = [(str(place), header) for place, header in enumerate(job.headers) if header]
        for column in sheet.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.title,
                help_text=column.help,
                required=column.required,
                choices=[("", "Choose one" if column.required else _NOT_THERE), *headers],
                error_messages={
                    "required": "Choose the column of the file that has it.",
                    "invalid_choice": "The file has no such column. Choose one from the list.",
                },
            )

    @property
    def matching(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place}
