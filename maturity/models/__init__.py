"""Where a team stands: the model, the rounds, the answers, what was handed in, and what it showed."""

from maturity.models.assessment import Answer, Assessment, Evidence
from maturity.models.cycle import Cycle
from maturity.models.model import Dimension, LevelCriterion, MaturityModel, ModelVersion, Practice, Reference
from maturity.models.snapshot import Snapshot
from maturity.models.submission import Submission, SubmittedAnswer

__all__ = [
    "Answer",
    "Assessment",
    "Cycle",
    "Dimension",
    "Evidence",
    "LevelCriterion",
    "MaturityModel",
    "ModelVersion",
    "Practice",
    "Reference",
    "Snapshot",
    "Submission",
    "SubmittedAnswer",
]
