"""Notes of a started plan: adding, editing and removing them. Whatever is written comes back from its Markdown."""

from datetime import datetime

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.document import comes_back
from plans.document.text import one_line, tidy
from plans.models import Note, Phase, Plan
from plans.policies import may_read_kept_notes, may_write_notes
from plans.queries.documents import document_of
from plans.queries.notes import last_event
from teams.models import User
from teams.services import activity

MOST = 500  # notes of a plan
LOST = (
    "Under this title, the plan's Markdown would be read as something else than a note: it names weeks, or a kind of "
    "item. Word it otherwise."
)


@service
def add_note(
    *, plan: Plan, phase: Phase | None, title: str, body: str, kept: bool = False, by: User, now: datetime
) -> Note:
    """As the last of the phase, or of the whole plan. One that says the same there is the one that is there.

    DomainError where it would not come back from the plan's Markdown as it is.
    """
    _require(by, plan, kept)
    _lock(plan)
    title, body = one_line(title), tidy(body)
    if not title:
        raise DomainError("A note of its own needs a title.")
    beside = plan.notes.filter(phase=phase)
    if there := beside.filter(title=title, body=body, kept=kept).first():
        return there
    if plan.notes.count() >= MOST:
        raise DomainError(f"A plan holds {MOST} notes at most. Add to one that is there.")
    came_back = comes_back(document_of(plan, kept=True))
    last = beside.order_by("position").last()
    note = Note.objects.create(
        plan=plan,
        phase=phase,
        title=title,
        body=body,
        level=_level(plan, phase),
        kept=kept,
        position=last.position + 1 if last else 0,
    )
    _require_the_same(plan, came_back)
    _record(note, "added a note to", by, now)
    return note


@service
def edit_note(
    *, note: Note, version: int, title: str, body: str, kept: bool = False, by: User, now: datetime
) -> bool:
    """False where it says so already. One that stands without a heading keeps standing without one.

    ChangedSince where somebody wrote since `version`; DomainError where the plan's Markdown would not bring it back.
    """
    _require(by, note.plan, note.kept or kept)
    _lock(note.plan)
    title, body = one_line(title) if note.level else "", tidy(body)
    if not (title or body) or (note.level and not title):
        raise DomainError("Say something, or remove the note.")
    there = _as_seen(note)
    if there and (there.title, there.body, there.kept) == (title, body, kept):
        return False
    if there is None or there.version != version:
        raise ChangedSince(_told(note))
    came_back = comes_back(document_of(note.plan, kept=True))
    Note.objects.filter(pk=note.pk).update(title=title, body=body, kept=kept, version=version + 1)
    _require_the_same(note.plan, came_back)
    note.title, note.body, note.kept, note.version = title, body, kept, version + 1
    _record(note, "edited a note of", by, now)
    return True


@service
def remove_note(*, note: Note, version: int, by: User, now: datetime) -> None:
    """ChangedSince where somebody wrote since `version`: nobody removes what they have not read. Its words stay in the
    activity log, but for those of one that is kept to the plan's people."""
    _require(by, note.plan, note.kept)
    _lock(note.plan)
    there = _as_seen(note)
    if there is None:
        return
    if there.version != version:
        raise ChangedSince(_told(note))
    _record(there, "removed a note from", by, now, **({} if there.kept else {"body": there.body}))
    there.delete()


def _require(by: User, plan: Plan, kept: bool) -> None:
    may_write_notes(by, plan).require()
    if kept:
        may_read_kept_notes(by, plan).require()


def _lock(plan: Plan) -> None:
    """One writer at a time: whether a note comes back depends on what else stands in the plan."""
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def _level(plan: Plan, phase: Phase | None) -> int:
    """How deep its heading is: as deep as the sections of a phase, and as deep as the phases below a plan's title."""
    return 1 if phase or not plan.title else 2


def _as_seen(note: Note) -> Note | None:
    return Note.objects.select_related("plan__team").filter(pk=note.pk).first()


def _require_the_same(plan: Plan, came_back: bool) -> None:
    """A plan that did not come back before is not the fault of this note."""
    if came_back and not comes_back(document_of(plan, kept=True)):
        raise DomainError(LOST)


def _told(note: Note) -> str:
    event = last_event(note)
    who = f"{event.actor_name or 'Waymark'} {event.verb} this plan" if event else "Somebody was here first"
    return f"“{note}” changed since you opened the page: {who}."


def _record(note: Note, verb: str, by: User, now: datetime, **more: str) -> None:
    detail = {"plan": note.plan.slug, "title": str(note), **more}
    activity.record(by=by, now=now, verb=verb, subject=note, team=note.plan.team, detail=detail)
