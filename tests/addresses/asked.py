"""A row of the table: an address, what it is asked for, and what each role gets."""

from dataclasses import dataclass, field

ROLES = ("anonymous", "outsider", "member", "lead", "leadership", "administrator", "manager")

# One for each of ROLES; an anonymous 302 leads to sign-in. Without the seventh, a plan's manager gets what the outsider
# gets, whose place in the organisation is the same but for the plan.
type Six = tuple[int, int, int, int, int, int]
type Statuses = Six | tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True)
class Asked:
    """An address with what it is asked for; words in braces are found in the organisation of the test."""

    name: str
    statuses: Statuses
    arguments: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join((self.name, *self.arguments))

    def by_role(self) -> dict[str, int]:
        every = self.statuses if len(self.statuses) == len(ROLES) else (*self.statuses, self.statuses[1])
        return dict(zip(ROLES, every, strict=True))
