"""The page of a person's week: what is due from them, wherever that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from plans.queries.assessment_duties import assessment_duties
from plans.queries.course_duties import course_duties
from plans.queries.duties import Duty
from plans.queries.item_duties import item_duties
from plans.reminders import Section, horizon, section_of, week_of
from teams.models import User


@dataclass(frozen=True, slots=True)
class SectionView:
    name: Section
    duties: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class MyWeek:
    """`sections` has those with something in them; `done` is what was done since Monday, of what the
    person may tick."""

    starts: date
    ends: date
    sections: Sequence[SectionView]
    done: Sequence[Duty]

    def count(self, *names: Section) -> int:
        return sum(len(section.duties) for section in self.sections if section.name in names)

    @property
    def late(self) -> int:
        return self.count(Section.LATE)

    @property
    def this_week(self) -> int:
        return self.count(Section.TODAY, Section.THIS_WEEK)


def my_week(user: User, *, now: datetime) -> MyWeek:
    """Fourteen statements at most, however much is due. Today is the person's own (`User.zone`)."""
    today = user.local(now).date()
    starts, ends = week_of(today)
    until = horizon(today)
    items = item_duties(user, now=now, until=until)
    due = [duty for duty in items if not duty.is_done]
    due += course_duties(user, now=now) + assessment_duties(user, now=now, until=until)
    return MyWeek(starts, ends, _sections(due, today), [duty for duty in items if duty.is_done and duty.tick])


def plan_duties(user: User, *, now: datetime, until: date) -> list[Duty]:
    """What is due from them in plans alone, up to `until`, by day; what waits without a day stands at today."""
    items = [duty for duty in item_duties(user, now=now, until=until) if not duty.is_done]
    return _by_day([*items, *course_duties(user, now=now)], user.local(now).date())


def _by_day(duties: Iterable[Duty], today: date) -> list[Duty]:
    return sorted(duties, key=lambda duty: duty.due_on or today)


def _sections(due: Sequence[Duty], today: date) -> list[SectionView]:
    in_order = _by_day(due, today)
    views = [
        SectionView(name, [duty for duty in in_order if section_of(duty.due_on, today) == name])
        for name in Section
    ]
    return [view for view in views if view.duties]
