"""Pictures of the main pages, to look at: `python -m tests.journeys.screenshots FOLDER`.

Starts Waymark with its demonstration in a data folder of its own, and takes each page wide and narrow, light and dark,
and on paper.
"""

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from maturity.quarters import Quarter
from tests.journeys.conftest import ARGUMENTS, NARROW, WIDE
from tests.reachable import chromium_path
from tests.running import PATIENCE, Running, start, until
from tests.workspaces import filled, migrated

PASSWORD = "a long enough passphrase"
# Two people with a password, as personas change nothing of how they sign in; prints the number of the one who has a
# second factor, and the recovery codes.
PEOPLE = f"""
from django.utils.timezone import now
from teams.app_secrets import new_secret
from teams.models import User
from teams.services.second_factor import set_up_app
User.objects.create_user('unprotected@demo.example', '{PASSWORD}', name='Ines Duarte')
mo = User.objects.create_user('protected@demo.example', '{PASSWORD}', name='Mo Adeyemi')
print(mo.pk, *set_up_app(secret=new_secret(), by=mo, now=now()))
"""
# Name of the picture: (whom to look around as, address); the open cycle takes the place of {cycle}. Who is
# "half in" has given the password and is asked for the code.
PAGES = {
    "sign-in": ("", "/accounts/login/"),
    "matrix": ("leadership", "/matrix/"),
    "matrix-change": ("leadership", "/matrix/?measure=change"),
    "matrix-cell": ("leadership", "/matrix/?open=fraud.testing"),
    "cell": ("leadership", "/matrix/fraud/testing/"),
    "why": ("leadership", "/why/"),
    "why-team": ("lead", "/why/?team=fraud"),
    "gaps": ("leadership", "/gaps/"),
    "gaps-unfolded": ("leadership", "/gaps/?practice=performance-tests"),
    "movers": ("leadership", "/movers/"),
    "movers-cells": ("leadership", "/movers/?of=cells"),
    "report": ("leadership", "/reports/{cycle}/"),
    "report-division": ("leadership", "/reports/{last}/divisions/payments/"),
    "report-team": ("lead", "/reports/{last}/teams/checkout/"),
    "teams": ("leadership", "/teams/"),
    "team": ("lead", "/teams/checkout/"),
    "trends": ("leadership", "/trends/"),
    "trends-table": ("leadership", "/trends/?step=month&as=table"),
    "trends-team": ("lead", "/trends/?team=checkout&step=month"),
    "trends-divisions": ("leadership", "/trends/divisions/?dimension=testing"),
    "trends-teams": ("leadership", "/trends/teams/"),
    "assessment": ("lead", "/teams/checkout/assessments/{cycle}/"),
    "assessment-changed": ("lead", "/teams/checkout/assessments/{cycle}/?show=changed"),
    "assessment-read-only": ("member", "/teams/checkout/assessments/{cycle}/"),
    "submit": ("lead", "/teams/checkout/assessments/{cycle}/submit/"),
    "submission": ("leadership", "/teams/fraud/assessments/{cycle}/submissions/1/"),
    "submission-changes": ("leadership", "/teams/fraud/assessments/{cycle}/submissions/1/since/{last}/"),
    "correction": ("leadership", "/teams/checkout/assessments/{last}/correction/"),
    "vote": ("lead", "/teams/checkout/assessments/{cycle}/vote/"),
    "vote-member": ("member", "/teams/checkout/assessments/{cycle}/vote/"),
    "ballot": ("member", "/teams/checkout/assessments/{cycle}/vote/ballot/"),
    "refused": ("leadership", "/teams/checkout/assessments/{cycle}/"),
    "guide": ("lead", "/guide/"),
    "guide-search": ("lead", "/guide/?q=restore"),
    "guide-chapter": ("lead", "/guide/testing/"),
    "guide-practice": ("lead", "/guide/practices/flaky-tests/"),
    "models": ("administrator", "/models/"),
    "model": ("lead", "/models/waymark-engineering/1/"),
    "model-upload": ("administrator", "/models/upload/"),
    "my-week": ("lead", "/my-week/"),
    "my-week-member": ("member", "/my-week/"),
    "plans": ("lead", "/plans/"),
    "plan-import": ("administrator", "/plans/import/"),
    "plan": ("lead", "{plan}"),
    "plan-phases": ("lead", "{plan}phases/"),
    "plan-notes": ("lead", "{plan}notes/"),
    "plan-note-add": ("lead", "{plan}notes/add/"),
    "plan-timeline": ("lead", "{plan}timeline/"),
    "plan-timeline-late": ("lead", "{plan}timeline/?state=late"),
    "plan-overview": ("leadership", "/plans/overview/"),
    "plan-handover": ("lead", "{plan}handover/"),
    "plan-finish": ("lead", "{plan}finish/"),
    "plan-record": ("leadership", "/plans/first-90-days-of-omar-varga-checkout/record/"),
    "plan-dates": ("lead", "{plan}dates/"),
    "plan-people": ("lead", "{plan}people/"),
    "plan-item": ("lead", "{item}"),
    "plan-calendar": ("lead", "{plan}calendar/"),
    "own-calendar": ("lead", "/settings/calendar/"),
    "plan-metrics": ("lead", "{plan}metrics/"),
    "plan-metric": ("lead", "{plan}metrics/1/"),
    "plan-shift": ("lead", "{plan}dates/shift/?what=start&day=2027-01-02"),
    "template": ("administrator", "/plans/templates/first-90-days/"),
    "plan-start": ("administrator", "/plans/templates/first-90-days/start/"),
    "plan-start-dates": (
        "lead",
        (
            "/plans/templates/first-90-days/start/dates/"
            "?title=A+quarter&team=checkout&lead=priya.raman@demo.example&when=end&day=2027-06-30&country=GB&role_0=Noor+Haddad"
        ),
    ),
    "check-ins": ("lead", "{plan}check-ins/"),
    "check-in": ("lead", "{plan}check-ins/1/"),
    "check-in-draft": ("lead", "{plan}check-ins/2/"),
    "plans-managed": ("leadership", "/plans/managed/"),
    "settings": ("lead", "/settings/"),
    "security": ("unprotected", "/settings/security/"),
    "second-factor": ("unprotected", "/settings/security/app/"),
    "second-factor-code": ("half in", "/accounts/code/"),
    "security-protected": ("protected", "/settings/security/"),
    "second-factor-another": ("protected", "/settings/security/app/"),
    "second-factor-off": ("protected", "/settings/security/app/off/"),
    "recovery-codes": ("protected", "/settings/security/recovery-codes/"),
    "person-protected": ("administrator", "/people/{protected}/"),
    "second-factor-away": ("administrator", "/people/{protected}/second-factor/"),
    "cycles": ("administrator", "/cycles/"),
    "cycle": ("administrator", "/cycles/{cycle}/"),
    "cycle-days": ("administrator", "/cycles/{cycle}/days/"),
    "cycle-close": ("administrator", "/cycles/{cycle}/close/"),
    "cycle-move": ("administrator", "/cycles/{cycle}/move/"),
    "cycle-remind": ("administrator", "/cycles/{cycle}/remind/"),
    "activity": ("administrator", "/activity/"),
    "spreadsheets": ("administrator", "/spreadsheets/"),
    "spreadsheet": ("administrator", "/spreadsheets/people/"),
    "spreadsheet-items": ("lead", "/spreadsheets/items/"),
    "not-found": ("lead", "/nowhere/"),
}
PAPER = "paper"
WAYS = [
    (f"{name}-{theme}", viewport, theme)
    for name, viewport in (("1440", WIDE), ("390", NARROW))
    for theme in ("light", "dark")
]
WAYS.append((PAPER, WIDE, "light"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        migrated(Path(scratch) / "data")
        up = start(Path(scratch) / "data", Path(scratch) / "log")
        try:
            until(up.serves, "the demonstration is served")
            words = filled(up.data, PEOPLE).decode().split()
            visitors = Visitors(words[0], words[1:])
            for persona in dict.fromkeys(who for who, _ in PAGES.values()):
                for way in WAYS:
                    take(browser, up, visitors, persona, way, folder)
        finally:
            up.process.terminate()
            up.process.wait(timeout=PATIENCE)


@dataclass(frozen=True)
class Visitors:
    """`codes` sign the person with the number `protected` in, each once."""

    protected: str
    codes: list[str]

    def arrive(self, page: Page, who: str) -> dict[str, str]:
        """Signs in; answers with what stands for the words in braces of addresses."""
        if not who:
            return {}
        if who in {"unprotected", "protected", "half in"}:
            self._give_password(page, "unprotected" if who == "unprotected" else "protected")
            if who == "protected":
                page.get_by_label("Code from your authenticator app").fill(self.codes.pop())
                page.get_by_role("button", name="Sign in", exact=True).click()
                page.wait_for_url("**/matrix/")
            return {}
        return {**look_around(page, who), "protected": self.protected}

    def _give_password(self, page: Page, name: str) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(f"{name}@demo.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(re.compile("/(matrix|accounts/code)/$"))


def take(
    browser: Browser,
    up: Running,
    visitors: Visitors,
    persona: str,
    way: tuple[str, dict[str, int], str],
    folder: Path,
) -> None:
    """The pages of one persona, seen one way, as `folder`/NAME-WAY.png, whole and not only what fits the window, or
    as `folder`/NAME.pdf."""
    name, viewport, theme = way
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{up.port}",
        viewport=viewport,
        color_scheme=theme,
    )
    page = context.new_page()
    found = visitors.arrive(page, persona)
    for picture, (who, path) in PAGES.items():
        if who == persona:
            page.goto(path.format(**found))
            if name == PAPER:
                page.pdf(path=folder / f"{picture}.pdf", format="A4", prefer_css_page_size=True)
            else:
                page.screenshot(path=folder / f"{picture}-{name}.png", full_page=True)
    context.close()


def look_around(page: Page, persona: str) -> dict[str, str]:
    """Signs in; answers with the slugs of the open cycle and of the one before, and the addresses of a plan to see and
    of the first item of its week."""
    page.goto("/accounts/login/")
    page.locator(f"button[value={persona}]").click()
    page.wait_for_url("**/matrix/")
    cycle = page.locator("#id_cycle option").first.get_attribute("value") or ""
    page.goto("/plans/")
    plans = page.locator("main .table a[href^='/plans/']:not([href*='/templates/'])")
    plan = plans.first.get_attribute("href") if plans.count() else ""
    item = first_item(page, plan) if plan else ""
    return {"cycle": cycle, "last": Quarter.parse(cycle).shifted(-1).slug, "plan": plan or "", "item": item}


def first_item(page: Page, plan: str) -> str:
    """The address of the first item of a plan's week."""
    page.goto(plan)
    items = page.locator("main a[href^='/plans/'][href*='/items/']:not([download])")
    return (items.first.get_attribute("href") or "") if items.count() else ""


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.journeys.screenshots FOLDER")
    main(Path(sys.argv[1]))
