"""Whether a plan comes back from its own Markdown as it is."""

from dataclasses import replace

from plans.document.canonical import canonical
from plans.document.model import DocumentError, PlanDocument, SourceFile
from plans.document.reader import read_plan
from plans.document.writer import write_plan


def comes_back(document: PlanDocument) -> bool:
    """False where some text of it, written into its place, would be read as something else."""
    try:
        read = read_plan([SourceFile("", write_plan(document))])
    except DocumentError:
        return False
    return replace(read, warnings=()) == replace(canonical(document), warnings=())
