"""Where a team stands: the model, the rounds, the answers, what was handed in, and what it showed."""

from maturity.models.assessment import Answer, Assessment, Evidence, SetAsideAnswer
from maturity.models.closed_figures import ClosedFigures
from maturity.models.cycle import Cycle
from maturity.models.model import Dimension, LevelCriterion, MaturityModel, ModelVersion, Practice, Reference
from maturity.models.reminder import Reminder
from maturity.models.snapshot import Snapshot
from maturity.models.submission import Submission, SubmittedAnswer
from maturity.models.vote import Ballot, Vote

__all__ = [
    "Answer",
    "Assessment",
    "Ballot",
    "ClosedFigures",
    "Cycle",
    "Dimension",
    "Evidence",
    "LevelCriterion",
    "MaturityModel",
    "ModelVersion",
    "Practice",
    "Reference",
    "Reminder",
    "SetAsideAnswer",
    "Snapshot",
    "Submission",
    "SubmittedAnswer",
    "Vote",
]
