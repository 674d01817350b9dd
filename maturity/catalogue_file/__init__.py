"""Model files: a maturity model as YAML, read and written. The format is described in docs/model-format.md."""

from maturity.catalogue_file.entries import (
    CatalogueError,
    DimensionEntry,
    ModelFile,
    PracticeEntry,
    ReferenceEntry,
)
from maturity.catalogue_file.reading import read_model
from maturity.catalogue_file.writing import write_model

__all__ = [
    "CatalogueError",
    "DimensionEntry",
    "ModelFile",
    "PracticeEntry",
    "ReferenceEntry",
    "read_model",
    "write_model",
]
