"""What a plan's files were understood as, for a person or a program that asked to see it first."""

from typing import Any

from plans.document.model import SECTION_OF, Phase, PlanDocument


def report(document: PlanDocument, plan: str) -> dict[str, Any]:
    """Counts by phase, roles and warnings, ready for JSON; `plan` is the slug that it goes under."""
    return {
        "plan": plan,
        "phases": [_phase(phase) for phase in document.phases],
        "roles": list(document.roles),
        "warnings": [{"file": w.file, "line": w.line, "message": w.message} for w in document.warnings],
    }


def _phase(phase: Phase) -> dict[str, Any]:
    counts: dict[str, int] = {
        str(section): sum(item.kind == kind for item in phase.items) for kind, section in SECTION_OF.items()
    }
    return {
        "title": phase.title,
        "weeks": [phase.first_week, phase.last_week],
        "goals": len(phase.goals),
        **counts,
        "notes": len(phase.notes),
    }
