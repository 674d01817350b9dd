"""A plan's Markdown, read and written. The dialect is described in docs/plan-format.md. No Django here."""

from plans.document.archive import pack, unpack
from plans.document.canonical import DEFAULT_HEADINGS, canonical
from plans.document.coming_back import comes_back
from plans.document.model import (
    SECTION_OF,
    SECTIONS,
    CountRange,
    DocumentError,
    Due,
    EffortRange,
    Goal,
    Item,
    Mark,
    MarkKind,
    Note,
    Phase,
    PlanDocument,
    PlanWarning,
    Reading,
    Section,
    SourceFile,
)
from plans.document.reader import read_plan, read_with_marks
from plans.document.report import report
from plans.document.source import decode
from plans.document.values import is_role_name
from plans.document.writer import write_files, write_plan

__all__ = [
    "DEFAULT_HEADINGS",
    "SECTIONS",
    "SECTION_OF",
    "CountRange",
    "DocumentError",
    "Due",
    "EffortRange",
    "Goal",
    "Item",
    "Mark",
    "MarkKind",
    "Note",
    "Phase",
    "PlanDocument",
    "PlanWarning",
    "Reading",
    "Section",
    "SourceFile",
    "canonical",
    "comes_back",
    "decode",
    "is_role_name",
    "pack",
    "read_plan",
    "read_with_marks",
    "report",
    "unpack",
    "write_files",
    "write_plan",
]
