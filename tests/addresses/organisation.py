"""The organisation in which every address is asked: who the roles are, and what the words in braces stand for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.test import Client
from django.urls import reverse

from maturity import model_editing
from maturity.models import Cycle
from maturity.queries.model_files import model_file
from maturity.services.corrections import open_correction
from maturity.services.snapshots import take_snapshot
from plans.models import CheckIn, Goal, Item
from plans.queries.shifting import Move, planned_shift
from plans.services.changes import Edit, change_rows
from plans.services.feeds import renew_feed
from plans.services.finishing import finish_plan
from plans.services.item_places import add_item
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick
from teams.invitation_links import LetterId, link_of
from teams.models import User
from teams.services.invitations import invite
from teams.services.people import deactivate_person
from tests import build
from tests.addresses.asked import ROLES, Asked
from tests.maturity.ballots import open_on
from tests.maturity.drafts import answer_to, evidence, start
from tests.maturity.models_made import next_draft
from tests.plans import building, importing
from tests.plans.metrics import metrics_in_use
from tests.teams import importing_people
from tests.teams.codes import protected

PASSWORD = "a long enough passphrase"
OVERSEES = (
    "leadership",
    "administrator",
)  # what a person is everywhere; all others are members of the workspace


@dataclass(frozen=True)
class Organisation:
    people: dict[str, User]
    words: dict[str, object]

    def path(self, asked: Asked) -> str:
        return reverse(asked.name, args=[argument.format(**self.words) for argument in asked.arguments])

    def data(self, asked: Asked) -> dict[str, str]:
        return {name: value.format(**self.words) for name, value in asked.data.items()}

    def browser(self, role: str, *, checks_csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=checks_csrf)
        if role != "anonymous":
            client.force_login(self.people[role])
        return client


def an_organisation() -> Organisation:
    """Ledger submitted last quarter, has a draft in this one and three plans, of which one is finished; last quarter of
    Fraud, which started nothing in this one, is being corrected.

    Member and lead are so in both teams; the manager is the plans' and in no team. To be built at `build.NOW`.
    """
    people = {
        name: build.user(
            name.capitalize(), role=name if name in OVERSEES else User.Role.MEMBER, password=PASSWORD
        )
        for name in ROLES[1:]
    }
    ledger = build.team("Ledger", lead=people["lead"], member=people["member"])
    fraud = build.team("Fraud", lead=people["lead"], member=people["member"])
    undrafted = build.version()
    version = build.version()
    other = build.version(model=version.model)
    earlier = build.cycle(version, quarter="2026-q3", state=Cycle.State.CLOSED)
    handed_in = datetime(2026, 8, 10, 12, tzinfo=build.NOW.tzinfo)
    build.submission(earlier, ledger, {"testing-1": 1, "testing-2": 3}, now=handed_in, by=people["lead"])
    answer = answer_to(start(ledger, build.cycle(version), people["lead"]))
    link = evidence(answer, people["lead"])
    build.cycle(version, quarter="2027-q1", state=Cycle.State.PLANNED)
    corrected = open_correction(
        team=fraud, cycle=earlier, reason="Never handed in.", by=people["leadership"], now=build.NOW
    )
    corrected.answers.update(level=1)
    (vote,) = open_on(answer.assessment, "testing-1", by=people["lead"])
    for day in (earlier.closes, build.NOW.date()):
        take_snapshot(day=day, by=None, now=build.NOW)
    plan = building.started(lead=people["lead"], team=ledger, start=date(2026, 11, 16))
    change = change_rows(
        plan=plan, edits=[Edit(plan, {"country": "GB"})], verb="edited", by=people["lead"], now=build.NOW
    )
    assert change is not None
    plan.manager = people["manager"]
    plan.save(update_fields=["manager"])
    CheckIn.objects.create(
        plan=plan, week=2, confidence="on_track", summary="Well.", saved_at=build.NOW, sent_at=build.NOW
    )
    item = Item.objects.filter(phase__plan=plan).earliest("pk")
    by_lead = {"by": people["lead"], "now": build.NOW}
    item_change = change_item_state(item=item, version=1, state=Item.State.DOING, **by_lead)
    new_item = add_item(
        phase=item.phase, title="Added", kind=Item.Kind.ACTIVITY, owner=None, due=None, **by_lead
    )
    comment = add_comment(item=item, text="Look", seen=0, **by_lead)
    page_link = add_link(item=item, title="Page", url="https://example.org/a", **by_lead)
    tick = add_tick(item=item, note="One", seen=0, **by_lead)
    feed = renew_feed(plan=plan, seen="", by=build.user("Reader", role="leadership"), now=build.NOW)
    finished = building.start_another(plan, date(2026, 8, 17))
    finished.manager = people["manager"]
    finished.save(update_fields=["manager"])
    Goal.objects.filter(phase__plan=finished).update(outcome="met")
    Item.objects.filter(phase__plan=finished).update(state="dropped", reason="No time")
    finish_plan(plan=finished, **by_lead)
    measured, metric, removed = metrics_in_use(people["lead"], people["manager"], ledger)
    invited, gone = build.user("Invited"), build.user("Gone")
    invitation = invite(person=invited, by=people["administrator"], now=build.NOW)
    deactivate_person(person=gone, by=people["administrator"], now=build.NOW)
    next_version = next_draft(version.model)
    file = model_file(next_version)
    import_job = importing_people.previewed(people["administrator"])
    words = {
        "import_job": import_job.pk,
        "import_mark": import_job.found["mark"],
        "practice": answer.practice_id,
        "version": answer.version,
        "asked": version.pk,
        "other": other.pk,
        "undrafted": undrafted.model.key,
        "evidence": link.pk,
        "vote": vote.pk,
        "plan": plan.slug,
        "finished": finished.slug,
        "item": item.pk,
        "item_version": item.version,
        "new_item": new_item.pk,
        "phase": item.phase_id,
        "item_change": item_change.pk,
        "comment": comment.pk,
        "link": page_link.pk,
        "tick": tick.pk,
        "measured": measured.slug,
        "metric": metric.pk,
        "removed": removed.pk,
        "seen_metric": f"{metric.pk}-2",
        "feed": feed.secret,
        "note": plan.notes.earliest("pk").pk,
        "goal": Goal.objects.filter(phase__plan=plan).earliest("pk").pk,
        "change": change.pk,
        "shift": planned_shift(plan, Move("start", day=date(2026, 11, 23))).mark,
        "lead36": people["lead"].pk,  # below 36 both are written alike
        "invited": invited.pk,
        "waiting": build.user("Waiting").pk,
        "token": link_of(LetterId(invitation.pk, 1)).rstrip("/").rpartition("/")[2],
        "member": people["member"].pk,
        "gone": gone.pk,
        "protected": protected("Protected")[0].pk,
        "model": version.model.key,
        "draft": next_version.number,
        "digest": next_version.digest,
        "import": importing.source(),
        "mark": model_editing.mark_of_practice(file, "testing-1"),
        "people_mark": model_editing.mark_of_dimension(file, "people"),
        "details_mark": model_editing.mark_of_details(file),
    }
    return Organisation(people, words)
