"""The spreadsheets of people and of the organisation: what a row comes to, and what is refused."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.spreadsheets import values
from common.spreadsheets.reading import Example, Fault
from common.spreadsheets.registry import all_sheets, sheet_named
from common.spreadsheets.sheet import SheetRow
from teams.models import Division, Event, Membership, Team, User
from tests import build
from tests.teams.spreadsheets_read import counts, exported, read, rows, write

pytestmark = pytest.mark.django_db
PEOPLE, DIVISIONS, TEAMS, MEMBERSHIPS = map(sheet_named, ("people", "divisions", "teams", "memberships"))
ADA = ("Ada@Example.org", " Ada ", "Leadership", "no")


@pytest.fixture
def sam() -> User:
    return build.user("Sam", role="administrator")


def test_people_come_without_a_password_and_with_an_event_each(sam):
    given = rows("email name role active", ADA, ("bo@example.org", "Bo", None, None))
    reading = read(PEOPLE, given, sam)
    assert counts(reading) == (2, 0, 0, 0)
    assert User.objects.count() == 1
    assert write(PEOPLE, given, sam) == reading
    ada, bo = User.objects.get(email="ada@example.org"), User.objects.get(email="bo@example.org")
    assert (ada.name, ada.role, ada.is_active) == ("Ada", "leadership", False)
    assert (bo.role, bo.is_active, bo.joined_at) == ("member", True, build.NOW)
    assert not ada.has_usable_password()
    assert [(event.verb, event.subject, event.actor) for event in Event.objects.order_by("id")] == [
        ("added", "Ada", sam),
        ("added", "Bo", sam),
    ]


def test_a_person_is_found_by_the_address_and_only_what_differs_changes(sam):
    ada = build.user("Ada")
    given = rows(
        "email name role", ("ADA@example.org", "Ada Byron", None), (sam.email, "Sam", "administrator")
    )
    reading = read(PEOPLE, given, sam)
    assert counts(reading) == (0, 1, 1, 0)
    assert reading.examples == (Example(2, {"name": "Ada"}, {"name": "Ada Byron"}),)
    assert write(PEOPLE, given, sam).mark == reading.mark
    ada.refresh_from_db()
    assert (ada.name, ada.role, ada.is_active) == ("Ada Byron", "member", True)
    [event] = Event.objects.all()
    assert event.detail["fields"] == ["name"]


FAULTY = (
    (("", "Ada", "", ""), "email", "This is empty"),
    (("ada", "Ada", "", ""), "email", "valid email"),
    (("ada@example.org", "", "", ""), "name", "This is empty"),
    (("ada@example.org", "A" * 200, "", ""), "name", "120"),
    (("ada@example.org", "Ada", "boss", ""), "role", "Write one of: member, leadership, administrator"),
    (("ada@example.org", "Ada", "", "perhaps"), "active", "neither yes nor no"),
    (("sam@example.org", "Sam", "member", ""), "role", "Another administrator"),
    (("sam@example.org", "Sam", "", "no"), "active", "Nobody deactivates themselves"),
)


@pytest.mark.parametrize(("line", "column", "words"), FAULTY)
def test_what_is_wrong_with_a_person_is_named(sam, line, column, words):
    reading = read(PEOPLE, rows("email name role active", [cell or None for cell in line]), sam)
    assert counts(reading) == (0, 0, 0, 1)
    [fault] = reading.faults
    assert (fault.row, fault.column) == (2, column)
    assert words in fault.message


def test_who_comes_twice_in_a_file_is_named(sam):
    reading = read(PEOPLE, rows("email name", ("ada@example.org", "Ada"), ("ADA@example.org", "Ada B")), sam)
    assert reading.faults == (Fault(3, "email", "Row 2 has the same email. Leave one of the two out."),)


def test_the_organisation_comes_in_order(sam):
    assert [sheet.slug for sheet in all_sheets()][:4] == ["people", "divisions", "teams", "memberships"]
    write(PEOPLE, rows("email name", ("ada@example.org", "Ada")), sam)
    write(DIVISIONS, rows("slug name position", ("pay", "Payments", "2,0")), sam)
    write(TEAMS, rows("slug name division purpose", ("ledger", "Ledger", "PAY", "Books")), sam)
    write(MEMBERSHIPS, rows("team email role since", ("ledger", "Ada@example.org", "Lead", 46340)), sam)
    [membership] = Membership.objects.select_related("team__division", "user")
    assert (membership.team.slug, membership.user.name, membership.role) == ("ledger", "Ada", "lead")
    assert membership.since == date(2026, 11, 14)
    assert membership.team.division.position == 2


def test_rows_that_lean_on_what_is_not_there_are_named(sam):
    reading = read(TEAMS, rows("slug name division", ("ledger", "Ledger", "nowhere")), sam)
    assert "No division has the short name “nowhere”" in reading.faults[0].message
    build.team("Ledger")
    given = rows("team email", ("ledger", "x@example.org"), ("nothing", "sam@example.org"), ("ledger", None))
    assert [(fault.row, fault.column) for fault in read(MEMBERSHIPS, given, sam).faults] == [
        (2, "email"),
        (3, "team"),
        (4, "email"),
    ]


def test_two_rows_of_a_file_cannot_take_one_name(sam):
    build.team("Ledger")
    reading = read(DIVISIONS, rows("slug name", ("a", "Same"), ("b", "same"), ("c", "Payments")), sam)
    assert [fault.row for fault in reading.faults] == [3, 4]
    given = rows(
        "slug name division",
        ("a", "Same", "payments"),
        ("b", "Same", "payments"),
        ("c", "Ledger", "payments"),
    )
    assert [fault.row for fault in read(TEAMS, given, sam).faults] == [3, 4]


def test_a_short_name_that_is_none_is_named(sam):
    [fault] = read(DIVISIONS, rows("slug name", ("Küche 2", "A")), sam).faults
    assert fault == Fault(
        2, "slug", "“Küche 2” is no short name. Write small letters, digits and hyphens, as in kuche-2."
    )


def test_only_administrators_bring_people_and_structure_in(sam):
    leader = build.user("Dana", role="leadership")
    for sheet in (PEOPLE, DIVISIONS, TEAMS, MEMBERSHIPS):
        assert sheet.may_import(sam)
        assert not sheet.may_import(leader)
    assert not PEOPLE.may_export(leader)
    assert not MEMBERSHIPS.may_export(leader)
    assert TEAMS.may_export(leader)


@pytest.mark.parametrize("many", [1, 50])
def test_reading_takes_as_many_statements_for_50_rows_as_for_one(sam, many):
    team = build.team("Ledger")
    people = [build.user(f"Person {n}") for n in range(many)]
    given = rows("team email", *((team.slug, person.email) for person in people))
    with CaptureQueriesContext(connection) as captured:
        assert read(MEMBERSHIPS, given, sam).new == many
    assert len(captured) == 3
    assert [each["sql"] for each in captured if not each["sql"].startswith("SELECT")] == []


def cells_of(sheet, user, *, key):
    """The cells of the row whose first cell is `key`, as an export has them."""
    names = [column.name for column in sheet.columns]
    return next(dict(zip(names, line, strict=True)) for line in sheet.export(user) if line[0] == key)


@pytest.fixture
def full(sam) -> None:
    """A row of each sheet with something in every column."""
    build.user("Ada", role="leadership")
    User.objects.filter(name="Ada").update(is_active=False)
    Division.objects.create(name="Books", slug="books", position=7)
    team = build.team("Ledger")
    Team.objects.filter(pk=team.pk).update(purpose="Keeps the books.")
    Membership.objects.create(team=team, user=sam, role="lead", since=date(2026, 1, 2))


EMPTY = frozenset({None, ""})
KEYS = {PEOPLE: "ada@example.org", DIVISIONS: "books", TEAMS: "ledger", MEMBERSHIPS: "ledger"}


@pytest.mark.parametrize("sheet", KEYS, ids=lambda sheet: sheet.slug)
def test_an_empty_cell_empties_or_is_a_fault_or_its_help_says_what_it_does(sam, full, sheet):
    before = cells_of(sheet, sam, key=KEYS[sheet])
    assert EMPTY.isdisjoint(before.values())
    for column in sheet.columns:
        given = [SheetRow(2, before | {column.name: " "})]
        if column.required:
            assert [fault.column for fault in read(sheet, given, sam).faults] == [column.name]
            continue
        reading = write(sheet, given, sam)
        emptied = cells_of(sheet, sam, key=KEYS[sheet])[column.name] in EMPTY
        assert counts(reading) == ((0, 1, 0, 0) if emptied else (0, 0, 1, 0))
        assert emptied != ("Empty: as it is" in column.help)


def test_what_a_file_has_no_column_for_stays(sam, full):
    for sheet, key in KEYS.items():
        before = cells_of(sheet, sam, key=key)
        needed = {column.name: before[column.name] for column in sheet.columns if column.required}
        assert counts(read(sheet, [SheetRow(2, needed)], sam)) == (0, 0, 1, 0)


def test_a_membership_without_a_day_is_of_today_or_of_no_day_that_is_known(sam):
    build.team("Ledger")
    given = rows("team email", ("ledger", build.user("Ada").email))
    without = rows("team email since", ("ledger", build.user("Bo").email, None))
    for each in (given, without):
        write(MEMBERSHIPS, each, sam)
        assert counts(read(MEMBERSHIPS, each, sam)) == (0, 0, 1, 0)
    since = dict(Membership.objects.values_list("user__name", "since"))
    assert since == {"Ada": build.NOW.date(), "Bo": None}


OPTIONAL = {"role": ("lead", "member", None), "since": ("2026-02-03", date(2026, 4, 5), None)}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(cells) for name, cells in OPTIONAL.items()}
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_a_file_says_is_what_is_there_and_saying_it_again_changes_nothing(sam, lines):
    """Of one membership, by several files one after the other, each with columns of its own."""
    team = Team.objects.filter(slug="ledger").first() or build.team("Ledger")
    for line in lines:
        given = [SheetRow(2, {"team": team.slug, "email": sam.email, **line})]
        write(MEMBERSHIPS, given, sam)
        found = Membership.objects.get()
        assert line.get("role") in {None, found.role}
        assert "since" not in line or values.day(line["since"]) == found.since
        assert counts(read(MEMBERSHIPS, given, sam)) == (0, 0, 1, 0)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20
).filter(lambda text: text.strip())


ODD = st.sampled_from(["=1+1", "'=x", "-", " edge ", "a\r\nb"])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.one_of(NAMES, ODD), min_size=3, max_size=3))
def test_importing_an_export_changes_nothing(sam, kind, names):
    n = Division.objects.count()
    division = Division.objects.create(name=f"D{n} {names[0]}", slug=f"d{n}")
    team = Team.objects.create(division=division, name=names[1], slug=f"t{n}", purpose=names[2])
    person = User.objects.create(email=f"p{n}@example.org", name=names[2], is_active=False)
    Membership.objects.create(team=team, user=person, since=date(2026, 1, 2))
    for sheet in (PEOPLE, DIVISIONS, TEAMS, MEMBERSHIPS):
        given = exported(sheet, sam, kind)
        assert given
        assert counts(read(sheet, given, sam)) == (0, 0, len(given), 0), sheet.slug
