"""Working copies in tests: short ways to start, answer and submit at the tests' moment."""

from maturity.services.assessments import save_answer, start_assessment
from maturity.services.evidence import add_evidence
from maturity.services.submissions import submit_assessment
from tests import build

TODAY = build.NOW.date()
WHO = ("lead", "member", "outsider", "leadership", "administrator")


def start(team, cycle, by):
    return start_assessment(team=team, cycle=cycle, by=by, now=build.NOW)


def answer_to(assessment, key="testing-1"):
    return assessment.answers.select_related(
        "practice", "assessment__team", "assessment__cycle__version"
    ).get(practice__key=key)


def save(answer, by, content, **changes):
    arguments = {"answer": answer, "version": answer.version, "content": content, "by": by, "now": build.NOW}
    return save_answer(**arguments | changes)


def submit(assessment, by, **changes):
    return submit_assessment(**{"assessment": assessment, "by": by, "now": build.NOW} | changes)


def evidence(answer, by, **changes):
    arguments = {"title": "Inventory", "url": "https://example.org/a", "dated": TODAY}
    return add_evidence(**{"answer": answer, "by": by, "now": build.NOW} | arguments | changes)


def carried(team, cycle, lead):
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"testing-1": 2})
    return answer_to(start(team, cycle, lead))


def text_of(response):
    return response.content.decode()
