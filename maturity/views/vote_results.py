"""What a revealed vote shows beside the practice's levels."""

from dataclasses import dataclass

from maturity.models import Answer
from maturity.queries.vote_pages import VoteRow
from maturity.scoring import shown


@dataclass(frozen=True, slots=True)
class Bar:
    """A level of the scale with its wording, and how many voters gave it."""

    level: int
    name: str
    text: str
    count: int
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A practice whose tally is shown. `error` says why a level was not recorded."""

    row: VoteRow
    scale: list[str]
    error: str = ""

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def answer(self) -> Answer:
        return self.row.answer

    @property
    def median(self) -> str:
        tally = self.row.votes.tally
        return shown(tally.median) if tally else ""

    @property
    def bars(self) -> list[Bar]:
        """Level 0 first; empty for a tally that is not shown."""
        counts = self.row.votes.tally.levels if self.row.votes.tally else ()
        return [
            Bar(level, f"{level} · {name}", text, count, is_recorded=self.answer.level == level)
            for level, (name, text, count) in enumerate(
                zip(self.scale, self.row.criteria, counts, strict=False)
            )
        ]
