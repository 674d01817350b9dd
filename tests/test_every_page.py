"""Every address there is, for everybody who may ask: who gets in, that reading writes nothing, what pages are made of.

An address that is missing in `PAGES` fails the first test: whoever adds one says here who may see it.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maturity import model_editing
from maturity.models import Cycle
from maturity.queries.model_files import model_file
from maturity.services.corrections import open_correction
from maturity.services.snapshots import take_snapshot
from plans.models import CheckIn, Goal, Item, Plan
from plans.queries.shifting import Move, planned_shift
from plans.services.changes import Edit, change_rows
from plans.services.feeds import renew_feed
from plans.services.finishing import finish_plan
from plans.services.item_places import add_item
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick
from teams.models import User
from tests import build
from tests.markup import faults
from tests.maturity.ballots import open_on
from tests.maturity.drafts import answer_to, evidence, start
from tests.maturity.models_made import next_draft
from tests.plans import building, importing
from tests.plans.metrics import metrics_in_use

SIGN_IN = "/accounts/login/"
PASSWORD = "a long enough passphrase"
ROLES = ("anonymous", "outsider", "member", "lead", "leadership", "administrator")

type Statuses = tuple[
    int, int, int, int, int, int
]  # one for each of ROLES; an anonymous 302 leads to sign-in

SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
EVERYBODY: Statuses = (200, 200, 200, 200, 200, 200)
BEFORE_SIGN_IN: Statuses = (200, 302, 302, 302, 302, 302)
LED_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOWHERE: Statuses = (302, 404, 404, 404, 404, 404)
POST_ONLY: Statuses = (302, 405, 405, 405, 405, 405)
DRAFT: Statuses = (302, 404, 200, 200, 403, 200)
CORRECTION: Statuses = (302, 404, 200, 200, 200, 200)
PLAN: Statuses = (302, 404, 404, 200, 200, 200)
PLANS_STARTED: Statuses = (302, 403, 403, 200, 200, 200)
ADMINISTERED: Statuses = (302, 403, 403, 403, 403, 200)
BALLOT: Statuses = (302, 404, 200, 200, 403, 403)

CHANGES_DRAFT: Statuses = (302, 404, 403, 302, 403, 302)
CORRECTS: Statuses = (302, 404, 403, 403, 302, 302)
VOTES: Statuses = (302, 404, 302, 302, 403, 403)
ADMINISTERS: Statuses = (302, 403, 403, 403, 403, 302)
TICKS: Statuses = (302, 404, 404, 302, 403, 302)
WRITES_NOTES: Statuses = (302, 404, 404, 200, 403, 200)
COMMENTS: Statuses = (302, 404, 404, 302, 302, 302)
CLOSES: Statuses = (302, 404, 404, 200, 403, 200)
LEADS_ON: Statuses = (302, 404, 404, 302, 302, 302)
REOPENS: Statuses = (302, 404, 404, 403, 302, 302)
WRITES_CHECK_IN: Statuses = (302, 404, 404, 302, 403, 403)
ACKNOWLEDGES: Statuses = (302, 404, 404, 403, 403, 302)
STARTS_PLAN: Statuses = (302, 403, 403, 302, 302, 302)
TEMPLATES_KEPT: Statuses = (302, 403, 403, 403, 200, 200)
KEEPS_TEMPLATES: Statuses = (302, 403, 403, 403, 302, 302)
MODEL_DRAFT: Statuses = (302, 404, 404, 404, 200, 200)
EDITS_MODEL: Statuses = (302, 404, 404, 404, 403, 200)
CHANGES_MODEL: Statuses = (302, 404, 404, 404, 403, 302)


@dataclass(frozen=True)
class Asked:
    """An address with what it is asked for; words in braces are found in the organisation of the test."""

    name: str
    statuses: Statuses
    arguments: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join((self.name, *self.arguments))


PLACE = ("ledger", "2026-q4")
NOT_STARTED = ("fraud", "2026-q4")
CLOSED = ("ledger", "2026-q3")
CORRECTED = ("fraud", "2026-q3")
ANSWER = (*PLACE, "{practice}")
TYPED = {"version": "{version}", "level": "2"}
LINK = {"evidence-title": "Alerts", "evidence-url": "https://example.org/b", "evidence-dated": "2026-11-02"}
TERMS = {
    "due": "2026-12-01",
    "closes": "2026-12-28",
    "seen_opens": "2026-10-01",
    "seen_due": "2026-11-28",
    "seen_closes": "2026-12-28",
    "seen_version": "{asked}",
}
STARTED = {
    "title": "Another",
    "team": "ledger",
    "lead": "lead@example.org",
    "when": "start",
    "day": "2026-12-07",
}
IMPORTED = {"source": "{import}", "title": "Another", "slug": "another", "save": "yes"}
ITEM = {"version": "{item_version}", "title": "Another", "kind": "activity"}
TICK = {"done": "yes", "version": "{item_version}", "view": "week-1"}
METRIC, REMOVED = ("{measured}", "{metric}"), ("{measured}", "{removed}")
WORDING = {"title": "Alerts", "baseline": "312", "target": "50", "measured_by": "By hand"}
CHECK_IN = {"version": "0", "confidence": "at_risk", "summary": "Slow."}
LINE = {"version": "{item_version}", "view": "week-1"}
NEW_ITEM, CHOSEN = {"title": "Another", "kind": "activity"}, {"item": "{item}.{item_version}"}
MODEL = ("{model}", "1")
NEXT_MODEL = ("{model}", "{draft}")
LEVELS = {f"level_{n}": f"as in {n}" for n in range(5)}
WORDS = {"title": "Flow", "summary": "All about flow.", "weight": "2"}
DETAILS = {"name": "Model", "summary": "What we ask."} | LEVELS
PRACTICE = {
    "title": "Tests",
    "why": "They help.",
    "dimension": "testing",
    "weight": "1",
    "half_life_days": "9",
} | LEVELS

PAGES = (
    Asked("home", LED_ON),
    Asked("healthz", EVERYBODY),
    Asked("readyz", EVERYBODY),
    Asked("look_around", (405, 405, 405, 405, 405, 405)),
    # Accounts
    Asked("settings", SIGNED_IN),
    Asked("activity", ADMINISTERED),
    Asked("activity_export", ADMINISTERED, ("csv",)),
    Asked("my_week", SIGNED_IN),
    Asked("account_login", BEFORE_SIGN_IN),
    Asked("account_signup", BEFORE_SIGN_IN),
    Asked("account_logout", SIGNED_IN),
    Asked("account_inactive", EVERYBODY),
    Asked("account_reauthenticate", SIGNED_IN),
    Asked("account_change_password", SIGNED_IN),
    Asked("account_reset_password", EVERYBODY),
    Asked("account_reset_password_done", EVERYBODY),
    Asked("account_reset_password_from_key", EVERYBODY, ("{lead36}", "no-such-key")),
    Asked("account_reset_password_from_key_done", EVERYBODY),
    Asked("account_email", NOWHERE),
    Asked("account_email_verification_sent", NOWHERE),
    Asked("account_confirm_email", NOWHERE, ("key",)),
    Asked("account_set_password", NOWHERE),
    Asked("account_confirm_login_code", NOWHERE),
    # Matrix and teams
    Asked("matrix", SIGNED_IN),
    Asked("matrix_export", SIGNED_IN, ("csv",)),
    Asked("matrix_export", SIGNED_IN, ("xlsx",)),
    Asked("matrix_export", SIGNED_IN, ("json",)),
    Asked("matrix_export", NOWHERE, ("pdf",)),
    Asked("matrix_cell", SIGNED_IN, ("ledger", "testing")),
    Asked("matrix_cell", NOWHERE, ("ledger", "nothing")),
    Asked("why", SIGNED_IN),
    Asked("why_export", SIGNED_IN, ("csv",)),
    Asked("why_export", NOWHERE, ("pdf",)),
    Asked("gaps", SIGNED_IN),
    Asked("gaps_export", SIGNED_IN, ("csv",)),
    Asked("gaps_export", SIGNED_IN, ("xlsx",)),
    Asked("gaps_export", SIGNED_IN, ("json",)),
    Asked("gaps_export", NOWHERE, ("pdf",)),
    Asked("report", SIGNED_IN, ("2026-q4",)),
    Asked("report", NOWHERE, ("1999-q1",)),
    Asked("report_division", SIGNED_IN, ("2026-q4", "payments")),
    Asked("report_team", SIGNED_IN, ("2026-q4", "ledger")),
    Asked("movers", SIGNED_IN),
    Asked("movers_export", SIGNED_IN, ("csv",)),
    Asked("movers_export", SIGNED_IN, ("xlsx",)),
    Asked("movers_export", SIGNED_IN, ("json",)),
    Asked("movers_export", NOWHERE, ("pdf",)),
    Asked("teams", SIGNED_IN),
    Asked("team", SIGNED_IN, ("ledger",)),
    Asked("team", SIGNED_IN, ("fraud",)),
    Asked("team", NOWHERE, ("nobody",)),
    # Trends
    Asked("trends", SIGNED_IN),
    Asked("trend_divisions", SIGNED_IN),
    Asked("trend_teams", SIGNED_IN),
    Asked("trend_export", SIGNED_IN, ("trends", "csv")),
    Asked("trend_export", SIGNED_IN, ("teams", "json")),
    Asked("trend_export", NOWHERE, ("people", "csv")),
    Asked("trend_export", NOWHERE, ("trends", "pdf")),
    # Cycles
    Asked("cycles", SIGNED_IN),
    Asked("cycle_plan", POST_ONLY),
    Asked("cycle", SIGNED_IN, ("2026-q4",)),
    Asked("cycle", SIGNED_IN, ("2026-q3",)),
    Asked("cycle", SIGNED_IN, ("2027-q1",)),
    Asked("cycle", NOWHERE, ("1999-q1",)),
    Asked("cycle_open", ADMINISTERED, ("2027-q1",)),
    Asked("cycle_close", ADMINISTERED, ("2026-q4",)),
    Asked("cycle_days", ADMINISTERED, ("2027-q1",)),
    Asked("cycle_move", ADMINISTERED, ("2026-q4",)),
    Asked("cycle_remove", ADMINISTERED, ("2027-q1",)),
    Asked("cycle_remind", ADMINISTERED, ("2026-q4",)),
    # The Guide
    Asked("guide", SIGNED_IN),
    Asked("guide_chapter", SIGNED_IN, ("testing",)),
    Asked("guide_chapter", NOWHERE, ("nothing",)),
    Asked("guide_practice", SIGNED_IN, ("testing-1",)),
    Asked("guide_practice", NOWHERE, ("nothing",)),
    Asked("guide_print", SIGNED_IN),
    # Versions of models
    Asked("models", SIGNED_IN),
    Asked("model_upload", (302, 403, 403, 403, 403, 200)),
    Asked("model_version", SIGNED_IN, MODEL),
    Asked("model_version", MODEL_DRAFT, NEXT_MODEL),
    Asked("model_version", NOWHERE, ("{model}", "9")),
    Asked("model_changes", SIGNED_IN, MODEL),
    Asked("model_changes", MODEL_DRAFT, NEXT_MODEL),
    Asked("model_export", SIGNED_IN, MODEL),
    Asked("model_export", MODEL_DRAFT, NEXT_MODEL),
    Asked("model_publish", LED_ON, MODEL),
    Asked("model_publish", MODEL_DRAFT, NEXT_MODEL),
    Asked("model_retire", POST_ONLY, MODEL),
    Asked("model_draft_start", POST_ONLY, ("{model}",)),
    Asked("model_discard", EDITS_MODEL, NEXT_MODEL),
    Asked("model_discard", (302, 404, 404, 404, 403, 422), MODEL),
    Asked("model_weights", POST_ONLY, NEXT_MODEL),
    Asked("model_preview", POST_ONLY, NEXT_MODEL),
    Asked("model_details", EDITS_MODEL, NEXT_MODEL),
    Asked("model_practice_add", EDITS_MODEL, NEXT_MODEL),
    Asked("model_practice_edit", EDITS_MODEL, (*NEXT_MODEL, "testing-1")),
    Asked("model_practice_edit", (302, 404, 404, 404, 403, 404), (*NEXT_MODEL, "testing-2")),
    Asked("model_practice_move", POST_ONLY, (*NEXT_MODEL, "testing-1")),
    Asked("model_practice_retire", POST_ONLY, (*NEXT_MODEL, "testing-1")),
    Asked("model_practice_restore", POST_ONLY, (*NEXT_MODEL, "testing-2")),
    Asked("model_dimension_add", EDITS_MODEL, NEXT_MODEL),
    Asked("model_dimension_edit", EDITS_MODEL, (*NEXT_MODEL, "testing")),
    Asked("model_dimension_move", POST_ONLY, (*NEXT_MODEL, "people")),
    Asked("model_dimension_retire", POST_ONLY, (*NEXT_MODEL, "people")),
    Asked("model_dimension_restore", POST_ONLY, (*NEXT_MODEL, "security")),
    # Self-assessments
    Asked("assessment", DRAFT, PLACE),
    Asked("assessment", DRAFT, NOT_STARTED),
    Asked("assessment", NOWHERE, ("ledger", "1999-q1")),
    Asked("assessment_dimension", DRAFT, (*PLACE, "security")),
    Asked("assessment_submit", DRAFT, PLACE),
    Asked("assessment_start", POST_ONLY, PLACE),
    Asked("submission", SIGNED_IN, ("ledger", "2026-q3", "1")),
    Asked("submission", NOWHERE, ("ledger", "2026-q4", "1")),
    Asked("submission_changes", SIGNED_IN, ("ledger", "2026-q3", "1", "1")),
    Asked("submission_changes", NOWHERE, ("ledger", "2026-q3", "1", "2")),
    Asked("submission_since", SIGNED_IN, ("ledger", "2026-q3", "1", "2026-q3")),
    Asked("submission_since", NOWHERE, ("ledger", "2026-q3", "1", "1999-q1")),
    Asked("correction", CORRECTION, PLACE),
    Asked("correction", CORRECTION, CLOSED),
    Asked("correction", CORRECTION, CORRECTED),
    Asked("assessment", CORRECTION, CORRECTED),
    Asked("assessment_submit", CORRECTION, CORRECTED),
    Asked("correction_withdraw", POST_ONLY, CORRECTED),
    Asked("answer", (302, 404, 302, 302, 403, 302), ANSWER),
    Asked("answer_confirm", POST_ONLY, ANSWER),
    Asked("evidence_add", POST_ONLY, ANSWER),
    Asked("evidence_remove", POST_ONLY, (*ANSWER, "{evidence}")),
    # Team votes
    Asked("votes", DRAFT, PLACE),
    Asked("votes", (302, 404, 404, 404, 403, 404), NOT_STARTED),
    Asked("votes_open", POST_ONLY, PLACE),
    Asked("votes_reveal", POST_ONLY, PLACE),
    Asked("votes_withdraw", POST_ONLY, PLACE),
    Asked("vote_record", POST_ONLY, ANSWER),
    Asked("ballots", BALLOT, PLACE),
    Asked("ballot", POST_ONLY, (*PLACE, "{vote}")),
    # Plans
    Asked("plans", SIGNED_IN),
    Asked("plan_import", TEMPLATES_KEPT),
    Asked("plan_import_review", KEEPS_TEMPLATES),
    Asked("plan_overview", PLANS_STARTED),
    Asked("plan_template", SIGNED_IN, ("first-weeks",)),
    Asked("plan_start", PLANS_STARTED, ("first-weeks",)),
    Asked("plan_start_dates", STARTS_PLAN, ("first-weeks",)),
    Asked("plan", PLAN, ("{plan}",)),
    Asked("plan", LED_ON, ("first-weeks",)),
    Asked("plan_week", PLAN, ("{plan}", "2")),
    Asked("plan_week", NOWHERE, ("{plan}", "99")),
    Asked("plan_phases", PLAN, ("{plan}",)),
    Asked("plan_timeline", PLAN, ("{plan}",)),
    Asked("plan_notes", PLAN, ("{plan}",)),
    Asked("plan_note_add", WRITES_NOTES, ("{plan}",)),
    Asked("plan_note", WRITES_NOTES, ("{plan}", "{note}")),
    Asked("plan_note_remove", POST_ONLY, ("{plan}", "{note}")),
    Asked("plan_markdown", PLAN, ("{plan}",)),
    Asked("plan_markdown", SIGNED_IN, ("first-weeks",)),
    Asked("plan_zip", PLAN, ("{plan}",)),
    Asked("plan_zip", SIGNED_IN, ("first-weeks",)),
    Asked("plan_dates", PLAN, ("{plan}",)),
    Asked("plan_shift", TICKS, ("{plan}",)),
    Asked("plan_people", PLAN, ("{plan}",)),
    Asked("plan_change_undo", POST_ONLY, ("{plan}", "{change}")),
    Asked("own_calendar", SIGNED_IN),
    Asked("plan_calendar", PLAN, ("{plan}",)),
    Asked("calendar_feed", EVERYBODY, ("{feed}",)),
    Asked("calendar_feed", (404, 404, 404, 404, 404, 404), ("no-such-secret",)),
    Asked("plan_metrics", PLAN, ("{plan}",)),
    Asked("plan_metrics", PLAN, ("{measured}",)),
    Asked("plan_metrics_agree", POST_ONLY, ("{measured}",)),
    Asked("plan_metric", PLAN, METRIC),
    Asked("plan_metric", NOWHERE, ("{plan}", "{metric}")),
    Asked("plan_metric_move", POST_ONLY, METRIC),
    Asked("plan_metric_remove", POST_ONLY, METRIC),
    Asked("plan_metric_restore", POST_ONLY, REMOVED),
    Asked("plan_metric_review", PLAN, (*METRIC, "30")),
    Asked("plan_metric_review", NOWHERE, (*METRIC, "31")),
    Asked("plan_item", PLAN, ("{plan}", "{item}")),
    Asked("plan_item_state", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_item_undo", POST_ONLY, ("{plan}", "{item}", "{item_change}")),
    Asked("plan_item_comment", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_item_comment_remove", POST_ONLY, ("{plan}", "{item}", "{comment}")),
    Asked("plan_item_link", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_item_link_remove", POST_ONLY, ("{plan}", "{item}", "{link}")),
    Asked("plan_item_count", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_item_count_remove", POST_ONLY, ("{plan}", "{item}", "{tick}")),
    Asked("plan_item_done", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_line_state", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_line_move", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_line_remove", POST_ONLY, ("{plan}", "{new_item}")),
    Asked("plan_line_add", POST_ONLY, ("{plan}",)),
    Asked("plan_lines_change", POST_ONLY, ("{plan}",)),
    Asked("plan_list_undo", POST_ONLY, ("{plan}", "{item_change}")),
    Asked("plan_goal_done", POST_ONLY, ("{plan}", "{goal}")),
    Asked("plan_handover", PLAN, ("{plan}",)),
    Asked("plan_finish", CLOSES, ("{plan}",)),
    Asked("plan_finish", LEADS_ON, ("{finished}",)),
    Asked("plan_record", PLAN, ("{finished}",)),
    Asked("plan_record", LEADS_ON, ("{plan}",)),
    Asked("plan_reopen", POST_ONLY, ("{finished}",)),
    Asked("plans_managed", SIGNED_IN),
    Asked("plan_check_ins", PLAN, ("{plan}",)),
    Asked("plan_check_in", PLAN, ("{plan}", "1")),
    Asked("plan_check_in", PLAN, ("{plan}", "2")),
    Asked("plan_check_in", NOWHERE, ("{plan}", "99")),
    Asked("plan_check_in_send", POST_ONLY, ("{plan}", "1")),
    Asked("plan_check_in_acknowledge", POST_ONLY, ("{plan}", "2")),
)

POSTS = (
    Asked("look_around", (404, 404, 404, 404, 404, 404), data={"as": "administrator"}),
    Asked("settings", (302, 302, 302, 302, 302, 302), data={"time_zone": "Asia/Tokyo", "mail_hour": "7"}),
    Asked("cycle_plan", ADMINISTERS, data={"quarter": "2027-q2"}),
    Asked("cycle_open", ADMINISTERS, ("2027-q1",)),
    Asked("cycle_close", ADMINISTERS, ("2026-q4",)),
    Asked("cycle_days", ADMINISTERS, ("2026-q4",), TERMS),
    Asked("cycle_move", ADMINISTERS, ("2026-q4",), {"version": "{other}", "seen": "{asked}"}),
    Asked("cycle_remove", ADMINISTERS, ("2027-q1",)),
    Asked("cycle_remind", ADMINISTERS, ("2026-q4",)),
    Asked("assessment_start", CHANGES_DRAFT, NOT_STARTED),
    Asked("assessment_submit", CHANGES_DRAFT, PLACE),
    Asked("assessment_submit", CORRECTS, CORRECTED),
    Asked("correction", CORRECTS, CLOSED, {"reason": "Counted twice."}),
    Asked("correction_withdraw", CORRECTS, CORRECTED),
    Asked("answer", CHANGES_DRAFT, ANSWER, TYPED),
    Asked("answer_confirm", CHANGES_DRAFT, ANSWER, TYPED),
    Asked("evidence_add", CHANGES_DRAFT, ANSWER, TYPED | LINK),
    Asked("evidence_remove", CHANGES_DRAFT, (*ANSWER, "{evidence}"), TYPED),
    Asked("votes_open", CHANGES_DRAFT, PLACE, {"dimension": "security"}),
    Asked("votes_reveal", CHANGES_DRAFT, PLACE, {"practice": "{practice}", "sure": "yes"}),
    Asked("votes_withdraw", CHANGES_DRAFT, PLACE, {"practice": "{practice}", "sure": "yes"}),
    Asked("vote_record", CHANGES_DRAFT, ANSWER, TYPED),
    Asked("ballot", VOTES, (*PLACE, "{vote}"), {"level": "2"}),
    Asked("model_upload", (302, 403, 403, 403, 403, 422)),
    Asked("plan_import", (302, 403, 403, 403, 422, 422)),
    Asked("plan_import_review", KEEPS_TEMPLATES, data=IMPORTED),
    Asked("model_publish", CHANGES_MODEL, NEXT_MODEL, {"opened": "{digest}"}),
    Asked("model_retire", (302, 403, 403, 403, 403, 422), MODEL),
    Asked("model_draft_start", CHANGES_MODEL, ("{undrafted}",)),
    Asked("model_discard", CHANGES_MODEL, NEXT_MODEL),
    Asked(
        "model_weights", CHANGES_MODEL, NEXT_MODEL, {"practice testing-1": "9", "was practice testing-1": "2"}
    ),
    Asked("model_preview", EDITS_MODEL, NEXT_MODEL, {"title": "Tests"}),
    Asked("model_details", CHANGES_MODEL, NEXT_MODEL, DETAILS | {"opened": "{details_mark}"}),
    Asked("model_practice_add", CHANGES_MODEL, NEXT_MODEL, PRACTICE | {"key": "testing-9"}),
    Asked("model_practice_edit", CHANGES_MODEL, (*NEXT_MODEL, "testing-1"), PRACTICE | {"opened": "{mark}"}),
    Asked("model_practice_move", CHANGES_MODEL, (*NEXT_MODEL, "testing-1"), {"place": "1"}),
    Asked("model_practice_retire", CHANGES_MODEL, (*NEXT_MODEL, "testing-1"), {"opened": "{mark}"}),
    Asked("model_practice_restore", CHANGES_MODEL, (*NEXT_MODEL, "testing-2")),
    Asked("model_dimension_add", CHANGES_MODEL, NEXT_MODEL, WORDS | {"key": "flow"}),
    Asked(
        "model_dimension_edit", CHANGES_MODEL, (*NEXT_MODEL, "people"), WORDS | {"opened": "{people_mark}"}
    ),
    Asked("model_dimension_move", CHANGES_MODEL, (*NEXT_MODEL, "people"), {"place": "0"}),
    Asked("model_dimension_retire", CHANGES_MODEL, (*NEXT_MODEL, "people"), {"opened": "{people_mark}"}),
    Asked("model_dimension_restore", CHANGES_MODEL, (*NEXT_MODEL, "security")),
    Asked("plan_start_dates", STARTS_PLAN, ("first-weeks",), STARTED),
    Asked("plan_shift", TICKS, ("{plan}",), {"what": "start", "day": "2026-11-23", "seen": "{shift}"}),
    Asked("plan_people", TICKS, ("{plan}",), {"lead": "lead@example.org", "role_0": "Ada", "version": "2"}),
    Asked("plan_change_undo", TICKS, ("{plan}", "{change}")),
    Asked("plan_metrics", COMMENTS, ("{measured}",), WORDING),
    Asked("plan_metrics_agree", (302, 404, 404, 403, 302, 403), ("{measured}",), {"seen": "{seen_metric}"}),
    Asked("plan_metric", COMMENTS, METRIC, WORDING | {"version": "2"}),
    Asked("plan_metric_move", COMMENTS, METRIC, {"place": "1"}),
    Asked("plan_metric_remove", COMMENTS, METRIC, {"version": "2"}),
    Asked("plan_metric_restore", COMMENTS, REMOVED),
    Asked(
        "plan_metric_review",
        COMMENTS,
        (*METRIC, "30"),
        {"version": "0", "reading": "2 h", "verdict": "met"},
    ),
    Asked("own_calendar", LED_ON, data={"wanted": "address"}),
    Asked("plan_calendar", COMMENTS, ("{plan}",), {"wanted": "address"}),
    Asked("plan_item", TICKS, ("{plan}", "{item}"), ITEM),
    Asked("plan_item_state", TICKS, ("{plan}", "{item}"), {"version": "{item_version}", "state": "open"}),
    Asked("plan_item_undo", TICKS, ("{plan}", "{item}", "{item_change}")),
    Asked("plan_item_comment", COMMENTS, ("{plan}", "{item}"), {"text": "Hello", "seen": "0"}),
    Asked("plan_item_comment_remove", TICKS, ("{plan}", "{item}", "{comment}")),
    Asked("plan_item_link", TICKS, ("{plan}", "{item}"), {"url": "https://example.org/new"}),
    Asked("plan_item_link_remove", TICKS, ("{plan}", "{item}", "{link}")),
    Asked("plan_item_count", TICKS, ("{plan}", "{item}"), {"note": "One", "seen": "1"}),
    Asked("plan_item_count_remove", TICKS, ("{plan}", "{item}", "{tick}")),
    Asked("plan_item_done", TICKS, ("{plan}", "{item}"), TICK),
    Asked("plan_note_add", TICKS, ("{plan}",), {"title": "How we work", "body": "Slowly."}),
    Asked("plan_note", TICKS, ("{plan}", "{note}"), {"title": "Anew", "body": "Other", "version": "1"}),
    Asked("plan_note_remove", TICKS, ("{plan}", "{note}"), {"version": "1"}),
    Asked("plan_line_state", TICKS, ("{plan}", "{item}"), {**LINE, "state": "done"}),
    Asked("plan_line_move", TICKS, ("{plan}", "{item}"), {**LINE, "onto": "{new_item}"}),
    Asked("plan_line_remove", TICKS, ("{plan}", "{new_item}"), {"version": "1", "view": "phases"}),
    Asked("plan_line_add", TICKS, ("{plan}",), {"view": "phases", "phase": "{phase}"} | NEW_ITEM),
    Asked("plan_lines_change", TICKS, ("{plan}",), {"view": "phases", "act": "week", "week": "1"} | CHOSEN),
    Asked("plan_list_undo", TICKS, ("{plan}", "{item_change}"), {"view": "week-1"}),
    Asked("plan_goal_done", TICKS, ("{plan}", "{goal}"), TICK | {"version": "1"}),
    Asked("plan_finish", TICKS, ("{plan}",), {"version": "2", "handed_over": "To Emil"}),
    Asked("plan_reopen", REOPENS, ("{finished}",), {"reason": "One is missing"}),
    Asked("plan_check_in", WRITES_CHECK_IN, ("{plan}", "1"), CHECK_IN),
    Asked("plan_check_in_send", WRITES_CHECK_IN, ("{plan}", "1"), CHECK_IN),
    Asked("plan_check_in_acknowledge", ACKNOWLEDGES, ("{plan}", "2"), {"answer": "Thank you."}),
)

# What people do to their own account: `tests/teams/test_sign_in.py` has it. The front page leads on, whatever is asked.
THEIR_OWN = {
    "home",
    "account_login",
    "account_signup",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_from_key",
}


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


@pytest.fixture
def organisation(db: None, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """Ledger submitted last quarter, has a draft in this one and a running plan; last quarter of Fraud, which started
    nothing in this one, is being corrected."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: build.NOW)
    roles = dict.fromkeys(ROLES[1:4], "member") | {role: role for role in ROLES[4:]}
    people = {
        name: build.user(name.capitalize(), role=role, password=PASSWORD) for name, role in roles.items()
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
    plan.manager = people["administrator"]
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
    Goal.objects.filter(phase__plan=finished).update(outcome="met")
    Item.objects.filter(phase__plan=finished).update(state="dropped", reason="No time")
    finish_plan(plan=finished, **by_lead)
    measured, metric, removed = metrics_in_use(people["lead"], people["leadership"], ledger)
    next_version = next_draft(version.model)
    file = model_file(next_version)
    words = {
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
        "model": version.model.key,
        "draft": next_version.number,
        "digest": next_version.digest,
        "import": importing.source(),
        "mark": model_editing.mark_of_practice(file, "testing-1"),
        "people_mark": model_editing.mark_of_dimension(file, "people"),
        "details_mark": model_editing.mark_of_details(file),
    }
    return Organisation(people, words)


def names_below(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every address outside the administration; its route where somebody forgot to name it."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace != "admin":
            yield from names_below(pattern.url_patterns)


def written(captured: CaptureQueriesContext) -> list[str]:
    """Statements that change rows. Cursors and the bounds of transactions change none."""
    reading = ("SELECT", "DECLARE", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
    return [each["sql"] for each in captured if not each["sql"].lstrip().startswith(reading)]


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that the next person finds the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer["Location"].startswith(SIGN_IN)


def assert_well_made(answer: HttpResponse, where: str) -> None:
    if answer.content and answer["Content-Type"].startswith("text/html"):
        assert faults(answer.content.decode()) == [], where


def test_every_address_is_thought_of() -> None:
    assert set(names_below(get_resolver().url_patterns)) == {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_reading_is_for_whom_it_is_for_writes_nothing_and_answers_with_a_well_made_page(
    organisation: Organisation, page: Asked
) -> None:
    for role, status in zip(ROLES, page.statuses, strict=True):
        browser = organisation.browser(role)
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(organisation.path(page))
        assert answer.status_code == status, role
        assert written(captured) == [], role
        assert_well_made(answer, role)
        if role == "anonymous" and status == 302:
            assert leads_to_sign_in(answer)


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_changing_is_for_whom_it_is_for_and_a_refusal_writes_nothing(
    organisation: Organisation, post: Asked
) -> None:
    for role, status in zip(ROLES, post.statuses, strict=True):
        browser = organisation.browser(role)
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(post), organisation.data(post))
        is_done = status == 302 and role != "anonymous"
        assert answer.status_code == status, role
        assert bool(written(captured)) == is_done, (role, written(captured))
        assert_well_made(answer, role)
        if status == 302:
            assert leads_to_sign_in(answer) == (role == "anonymous")


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_a_post_from_another_site_changes_nothing(organisation: Organisation, post: Asked) -> None:
    browser = organisation.browser("administrator", checks_csrf=True)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(organisation.path(post), organisation.data(post))
    assert answer.status_code == 403
    assert written(captured) == []
    assert_well_made(answer, "refused")


@pytest.fixture
def finished(organisation: Organisation) -> Plan:
    """The running plan of the organisation, finished."""
    plan = Plan.objects.get(slug=organisation.words["plan"])
    Plan.objects.filter(pk=plan.pk).update(finished_at=build.NOW, finished_by=organisation.people["lead"])
    return plan


def of_the_plan(asked: Iterable[Asked]) -> list[Asked]:
    """But for what is each reader's own: their calendar of it."""
    return [each for each in asked if each.arguments[:1] == ("{plan}",) and each.name != "plan_calendar"]


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_every_page_of_a_finished_plan_says_so_and_offers_no_change(
    organisation: Organisation, finished: Plan, role: str
) -> None:
    browser = organisation.browser(role)
    reopening = reverse("plan_reopen", args=[finished.slug])
    for page in of_the_plan(PAGES):
        answer = browser.get(organisation.path(page))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            main = answer.content.decode().partition("<main")[2].replace(reopening, "")
            posts = [form for form in re.findall("<form[^>]*>", main) if 'method="post"' in form]
            assert not [form for form in posts if reverse("plan", args=[finished.slug]) in form], page
            assert "Finished on Thu 19 Nov by Lead" in main, page


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_a_finished_plan_takes_no_change(organisation: Organisation, finished: Plan, role: str) -> None:
    browser = organisation.browser(role)
    for post in of_the_plan(POSTS):
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(post), organisation.data(post))
        assert answer.status_code == (302 if post.name == "plan_finish" else 403), post
        assert written(captured) == [], post


def test_what_is_only_read_takes_no_post(organisation: Organisation) -> None:
    only_read = [page for page in PAGES if page.name not in THEIR_OWN | {post.name for post in POSTS}]
    browser = organisation.browser("administrator")
    for page in only_read:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(page))
        assert answer.status_code in {404, 405}, page
        assert written(captured) == [], page


def administration() -> list[str]:
    tables = [model._meta for model in admin.site._registry]
    return ["admin:index", *(f"admin:{table.app_label}_{table.model_name}_changelist" for table in tables)]


def test_the_administration_is_for_administrators_and_reading_it_writes_nothing(
    organisation: Organisation,
) -> None:
    for name in administration():
        for role in ROLES:
            browser = organisation.browser(role)
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(reverse(name), follow=True)
            reached = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
            status = 200 if role in {"anonymous", "administrator"} else 403
            assert answer.status_code == status, (name, role)
            assert reached.startswith(SIGN_IN) == (role == "anonymous"), (name, role)
            assert written(captured) == [], (name, role)
            assert_well_made(answer, f"{name} {role}")


def test_nobody_but_an_administrator_changes_the_tables_of_the_administration(
    organisation: Organisation,
) -> None:
    data = {"name": "Shadow", "slug": "shadow", "position": "1"}
    for role in ROLES:
        browser = organisation.browser(role)
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(reverse("admin:teams_division_add"), data)
        assert answer.status_code == 302, role
        assert bool(written(captured)) == (role == "administrator"), role


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<title>A · Waymark</title><h1>A</h1><svg><title>Chart</title></svg>", []),
        ("<title> · Waymark</title><h1>A</h1>", ["no title"]),
        ("<title>A</title>", ["0 main headings"]),
        ("<title>A</title><h1 id=a></h1><p id=a>", ["id 'a' 2 times"]),
        ("<title>A</title><h1 style=''></h1>", ["blocked by the policy: h1 style"]),
        ("<title>A</title><h1 onclick=go()></h1>", ["blocked by the policy: h1 onclick"]),
        (
            "<title>A</title><h1></h1><script src=a></script><script>1</script>",
            ["blocked by the policy: inline script"],
        ),
    ],
)
def test_the_check_of_pages_finds_what_is_wrong(html: str, found: list[str]) -> None:
    assert faults(html) == found
