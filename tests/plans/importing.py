"""What is posted to import a plan, and what its preview says."""

import re
from html import unescape

from django.core import signing
from django.urls import reverse

TEXT = """# Ninety days

Words before.

## Week 1-2: Look

### Goals

- See
- [x] Ask

### Things to try

- Sit beside on-call

### Deliverables

| Deliverable | Owner | Due |
|---|---|---|
| Map | Me + Engineer A | Working day 3 |

## Background

What came before.
"""


def source(*texts, names=("plan.md",)):
    """The hidden field of the preview, with these files in it."""
    return signing.dumps(
        [list(pair) for pair in zip(names, texts or (TEXT,), strict=True)], salt="plans.import"
    )


def paste(client, text=TEXT):
    return client.post(reverse("plan_import"), {"text": text})


def upload(client, *files):
    return client.post(reverse("plan_import"), {"uploads": list(files)})


def review(client, page, **changes):
    """Post the form of a preview as it stands, with some fields changed; `save="yes"` saves."""
    return client.post(reverse("plan_import_review"), fields(page) | changes)


def fields(page):
    html = page.content.decode()
    inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", html)]
    found = {each["name"]: unescape(each.get("value", "")) for each in inputs}
    found.pop("replacing", None)
    for name, inside in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        (found[name],) = re.findall(r'value="(\w+)" selected', inside)
    return found


def lines(page):
    """Each block of a preview: its text, and in words what it was understood as."""
    html = page.content.decode()
    found = re.findall(r'<pre>(.*?)</pre></div>\s*<div class="import-read">\s*<p>(.*?)</p>', html, re.DOTALL)
    return [
        (unescape(text), unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", said)))) for text, said in found
    ]


def place(page, words):
    """Where a heading stands in the form: "0-12"."""
    html = page.content.decode()
    block = next(part for part in html.split("<li") if f"# {words}</pre>" in part)
    return re.findall(r'name="kind-([\d-]+)"', block)[0]
