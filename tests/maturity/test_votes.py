"""Votes: who may, what is counted and shown, and that neither the log nor anything else tells of a person."""

import json
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.decisions import ChangedSince, DomainError, Refused
from maturity.answering import AnswerContent
from maturity.models import Answer, Ballot, Cycle, Vote
from maturity.queries.votes import tallies, vote_notice, votes_asked, votes_of
from maturity.services.assessments import start_assessment
from maturity.services.votes import cast_ballot, open_votes, record_level, reveal_votes
from maturity.voting import Tally
from teams.models import Event, Membership
from tests import build
from tests.maturity.ballots import join, open_on, practice_ids, reveal, running, vote, voted, withdraw
from tests.maturity.drafts import answer_to, carried, save

pytestmark = pytest.mark.django_db
TODAY = build.NOW.date()


@pytest.fixture
def voters(team, people):
    """The five people of Checkout: the lead, the member and three more."""
    return [people["lead"], people["member"], *join(team, 3)]


def of(assessment, key="testing-1"):
    return votes_of(assessment).get(practice_ids(assessment, key)[0])


# Who may


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("member", "Only a lead of Checkout"),
        ("outsider", "A draft is for its team alone"),
        ("leadership", "A draft is for its team alone"),
    ],
)
def test_only_a_lead_or_an_administrator_opens_reveals_and_withdraws(assessment, people, who, words):
    open_on(assessment, "testing-1")
    for act in (open_on, reveal, withdraw):
        with pytest.raises(Refused, match=words):
            act(assessment, "testing-1", by=people[who])
    assert running(assessment)


@pytest.mark.parametrize("who", ["lead", "administrator"])
def test_a_lead_and_an_administrator_do(assessment, people, who):
    assert len(open_on(assessment, by=people[who])) == 3
    assert len(withdraw(assessment, "testing-1", by=people[who])) == 1
    assert len(reveal(assessment, by=people[who])) == 2


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("administrator", "Only the people of Checkout vote"),
        ("leadership", "A draft is for its team alone"),
        ("outsider", "A draft is for its team alone"),
    ],
)
def test_whoever_is_not_of_the_team_has_no_ballot(assessment, people, who, words):
    open_on(assessment)
    with pytest.raises(Refused, match=words):
        vote(assessment, {people[who]: 2})
    assert not Ballot.objects.exists()


def test_a_closed_cycle_and_an_archived_team_take_no_ballots(assessment, team, people):
    open_on(assessment)
    late = {"vote": running(assessment), "level": 2, "by": people["member"]}
    with pytest.raises(Refused, match="2026 Q4 is closed"):
        cast_ballot(**late, now=build.NOW + timedelta(days=90))
    team.archived_on = TODAY
    team.save()
    with pytest.raises(Refused, match="Checkout is archived"):
        vote(assessment, {people["member"]: 2})
    assert not Ballot.objects.exists()


def test_nobody_waits_for_the_vote_of_a_deactivated_person(assessment, voters):
    open_on(assessment)
    before = of(assessment).turnout.people
    type(voters[0]).objects.filter(pk=voters[0].pk).update(is_active=False)
    assert of(assessment).turnout.people == before - 1


def test_whoever_left_the_team_votes_no_more_and_the_ballot_counts(assessment, team, voters):
    open_on(assessment)
    vote(assessment, dict.fromkeys(voters[:3], 2))
    Membership.objects.filter(user=voters[2]).delete()
    with pytest.raises(Refused):
        vote(assessment, {voters[2]: 3})
    turnout = of(assessment).turnout
    assert (turnout.voted, turnout.people) == (3, 5), "four of the team, and the one who left"
    reveal(assessment)
    assert of(assessment).tally == Tally(3, (0, 0, 3, 0, 0))


# Opening


def test_a_vote_is_opened_once(assessment, lead):
    assert len(open_on(assessment, "testing-1", by=lead)) == 1
    assert [v.practice.key for v in open_on(assessment, "testing-1", "testing-2", by=lead)] == ["testing-2"]
    assert open_on(assessment, "testing-1", by=lead) == []
    assert Vote.objects.count() == 2
    assert [e.detail for e in Event.objects.filter(verb="opened the vote on").order_by("pk")] == [
        {"practices": ["testing-1"]},
        {"practices": ["testing-2"]},
    ]


def test_what_the_assessment_does_not_ask_is_not_voted_on(assessment, lead):
    elsewhere = build.version().practices.first().pk
    for practices in ([], [elsewhere]):
        with pytest.raises(DomainError, match="Choose at least one practice"):
            open_votes(assessment=assessment, practices=practices, by=lead, now=build.NOW)
    assert not Vote.objects.exists()


def test_the_database_keeps_one_open_vote_on_a_practice(assessment):
    open_on(assessment, "testing-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(
            assessment=assessment, practice_id=practice_ids(assessment, "testing-1")[0], opened_at=build.NOW
        )


# Ballots


def test_the_last_of_a_persons_ballots_counts_and_the_same_again_writes_nothing(assessment, people):
    open_on(assessment)
    member = people["member"]
    for level in (1, None, 3):
        vote(assessment, {member: level})
        assert Ballot.objects.get(voter=member).level == level
    with CaptureQueriesContext(connection) as seen:
        vote(assessment, {member: 3})
    assert not [q["sql"] for q in seen if q["sql"].startswith(("INSERT", "UPDATE"))]


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_is_on_the_scale(assessment, people, level):
    open_on(assessment)
    with pytest.raises(DomainError, match="Choose a level from 0 to 4"):
        vote(assessment, {people["member"]: level})
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("end", [reveal, withdraw])
def test_a_vote_that_ended_takes_no_ballots_and_says_so(assessment, people, end):
    open_on(assessment)
    vote(assessment, {people["member"]: 2})
    found = running(assessment)
    end(assessment)
    for person in (people["member"], people["lead"]):
        with pytest.raises(ChangedSince, match="This vote has ended"):
            cast_ballot(vote=found, level=3, by=person, now=build.NOW)
    ballots = Ballot.objects.filter(vote=found)
    assert [ballot.level for ballot in ballots] == [2]
    for change in (
        lambda: ballots.update(level=3),
        lambda: ballots._raw_delete("default"),
        lambda: Ballot.objects.create(vote=found, voter=people["lead"], level=1, cast_at=build.NOW),
    ):
        with pytest.raises(DatabaseError, match="takes no ballots"), transaction.atomic():
            change()


# Revealing


def test_all_open_votes_are_revealed_together(assessment, voters, lead):
    open_on(assessment)
    for key in ("testing-1", "testing-2"):
        vote(assessment, dict(zip(voters, (1, 2, 2, 3, None), strict=True)), key)
    revealed = reveal_votes(assessment=assessment, by=lead, now=build.NOW)
    assert len(revealed) == 3
    tally = Tally(5, (0, 1, 2, 1, 0), 1)
    assert tallies(assessment) == dict.fromkeys(practice_ids(assessment, "testing-1", "testing-2"), tally)
    assert (tally.spread, tally.dissent(2)) == (2, 2)
    assert reveal_votes(assessment=assessment, by=lead, now=build.NOW) == [], "twice is once"
    assert Event.objects.filter(verb="revealed the vote on").count() == 1


def test_what_is_withdrawn_is_never_shown_and_may_be_voted_on_again(assessment, voters):
    open_on(assessment, "testing-1")
    vote(assessment, dict.fromkeys(voters, 4))
    withdraw(assessment, "testing-1")
    assert tallies(assessment) == {}
    voted(assessment, dict.fromkeys(voters[:4], 1))
    assert of(assessment).tally == Tally(4, (0, 4, 0, 0, 0)), "nothing was shown that could be compared"


def test_the_newest_revealed_vote_counts(assessment, voters):
    voted(assessment, dict.fromkeys(voters, 4))
    voted(assessment, dict.fromkeys(voters, 1))
    assert of(assessment).tally == Tally(5, (0, 5, 0, 0, 0))
    open_on(assessment, "testing-1")
    assert of(assessment).tally == Tally(5, (0, 5, 0, 0, 0)), "one that is open changes nothing"


def test_one_voter_more_than_in_a_vote_that_was_shown_is_not_given_away(assessment, voters):
    voted(assessment, dict.fromkeys(voters[:4], 2))
    open_on(assessment, "testing-1")
    vote(assessment, dict.fromkeys(voters, 2))
    assert not of(assessment).turnout.will_show
    reveal(assessment)
    assert of(assessment).tally == Tally(5)


@pytest.mark.parametrize("voters_", [0, 1, 2])
def test_under_three_voters_nothing_but_their_number_leaves_the_database(assessment, voters, voters_):
    open_on(assessment, "testing-1")
    vote(assessment, dict.fromkeys(voters[:voters_], 3))
    assert not of(assessment).turnout.will_show
    reveal(assessment)
    assert of(assessment).tally == (Tally(voters_) if voters_ else None)


def test_no_level_of_an_open_vote_is_read(assessment, voters):
    """The statement itself leaves it out: taken as the database gave it, every level is null."""
    open_on(assessment)
    vote(assessment, dict.fromkeys(voters, 3))
    with CaptureQueriesContext(connection) as seen:
        votes_of(assessment)
    ballots = [q["sql"] for q in seen if "maturity_ballot" in q["sql"]]
    assert len(ballots) == 1
    with connection.cursor() as cursor:
        cursor.execute(ballots[0])
        rows = cursor.fetchall()
    assert len(rows) == 5
    assert {row[-1] for row in rows} == {None}


# The agreed level


def test_the_agreed_level_is_an_ordinary_save(assessment, lead):
    answer = answer_to(assessment)
    save(answer, lead, AnswerContent(level=1, note="Kept.", target=4))
    record_level(answer=answer, version=answer.version, level=3, by=lead, now=build.NOW)
    stored = answer_to(assessment)
    assert (stored.level, stored.note, stored.target) == (3, "Kept.", 4)
    assert Event.objects.filter(verb="answered").count() == 2
    record_level(answer=stored, version=stored.version, level=3, by=lead, now=build.NOW)
    assert Event.objects.filter(verb="answered").count() == 2, "twice is once"


def test_recording_the_carried_level_confirms_it(team, cycle, lead):
    answer = carried(team, cycle, lead)
    record_level(answer=answer, version=answer.version, level=2, by=lead, now=build.NOW)
    stored = answer_to(answer.assessment)
    assert (stored.level, stored.is_confirmed) == (2, True)
    assert Event.objects.filter(verb="confirmed").count() == 1


def test_a_level_replaces_that_a_practice_does_not_apply(assessment, lead):
    answer = answer_to(assessment)
    content = AnswerContent(
        not_applicable=True, not_applicable_because="other", not_applicable_reason="None here."
    )
    save(answer, lead, content)
    record_level(answer=answer, version=answer.version, level=2, by=lead, now=build.NOW)
    stored = answer_to(assessment)
    assert (stored.level, stored.not_applicable, stored.not_applicable_reason) == (2, False, "")


def test_recording_over_what_somebody_else_saved_is_told(assessment, lead):
    answer = answer_to(assessment)
    save(answer_to(assessment), lead, AnswerContent(level=1))
    with pytest.raises(ChangedSince):
        record_level(answer=answer_to(assessment), version=1, level=3, by=lead, now=build.NOW)
    assert answer_to(assessment).level == 1
    with pytest.raises(Refused):
        record_level(answer=answer, version=2, level=3, by=build.user(), now=build.NOW)


# Nothing tells


def test_the_log_says_of_nobody_that_they_voted(assessment, voters):
    open_on(assessment)
    before = Event.objects.count()
    vote(assessment, dict.fromkeys(voters, 3))
    vote(assessment, {voters[0]: 1})
    assert Event.objects.count() == before
    reveal(assessment)
    details = json.dumps([(e.verb, e.subject, e.detail) for e in Event.objects.order_by("pk")[before:]])
    assert details == json.dumps(
        [
            (
                "revealed the vote on",
                "Checkout 2026 Q4",
                {"practices": ["testing-1", "testing-2", "security-1"]},
            )
        ]
    )


def test_the_administration_has_no_ballots():
    assert not {Ballot, Vote} & set(admin.site._registry)


# What a person is told


def test_the_notice_counts_what_is_open_and_what_is_left(assessment, team, people):
    member = people["member"]
    assert vote_notice(team, member, TODAY) is None
    open_on(assessment)
    vote(assessment, {member: 2})
    with CaptureQueriesContext(connection) as seen:
        notice = vote_notice(team, member, TODAY)
    assert len(seen) == 1
    assert (notice.cycle, notice.opened, notice.voted, notice.left) == ("2026-q4", 3, 1, 2)
    assert vote_notice(team, people["lead"], TODAY).left == 3
    assert vote_notice(team, member, assessment.cycle.closes + timedelta(days=1)) is None
    Cycle.objects.update(state=Cycle.State.CLOSED)
    assert vote_notice(team, member, TODAY) is None


def test_a_person_is_asked_for_the_ballots_that_they_have_not_given(assessment, team, people):
    member = people["member"]
    open_on(assessment)
    with CaptureQueriesContext(connection) as seen:
        (asked,) = votes_asked(member, TODAY)
    assert len(seen) == 1
    assert (asked.team, asked.team_name, asked.cycle, asked.left) == ("checkout", "Checkout", "2026-q4", 3)
    assert votes_asked(people["outsider"], TODAY) == []
    vote(assessment, {member: 2})
    open_votes = Vote.objects.exclude(ballots__voter=member)
    for one in open_votes:
        Ballot.objects.create(vote=one, voter=member, level=1, cast_at=build.NOW)
    assert votes_asked(member, TODAY) == []
    assert len(votes_asked(people["lead"], TODAY)) == 1
    team.archived_on = TODAY
    team.save()
    assert votes_asked(people["lead"], TODAY) == []


@pytest.mark.parametrize("practices", [1, 50])
def test_votes_take_three_statements_whatever_their_number(team, people, practices):
    cycle = build.cycle(build.version({"testing": [1] * practices}))
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    voters = [people["lead"], people["member"], *join(team, 2)]
    with CaptureQueriesContext(connection) as seen:
        assert votes_of(made) == {}
    assert len(seen) == 1
    open_on(made)
    for one in Vote.objects.all():
        Ballot.objects.bulk_create(
            Ballot(vote=one, voter=person, level=2, cast_at=build.NOW) for person in voters
        )
    reveal(made)
    open_on(made)
    with CaptureQueriesContext(connection) as seen:
        assert len(votes_of(made)) == practices
    assert len(seen) == 3
    assert Answer.objects.count() == practices
