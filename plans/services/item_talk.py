"""What people add to an item while they work on it: comments, links, and ticks of its count."""

from datetime import datetime

from common.decisions import ChangedSince, DomainError, Refused
from common.services import service
from plans.models import Comment, CountTick, Item, ItemLink
from plans.policies import may_arrange, may_change_items, may_comment
from plans.queries.mentions import mentioned_in, people_of
from teams.models import User
from teams.services import activity

MOST_TICKS = 200


@service
def add_comment(*, item: Item, text: str, seen: int, by: User, now: datetime) -> Comment | None:
    """`seen` is how many comments the person saw: sent twice, the same words stay one comment (None)."""
    may_comment(item.phase.plan).require()
    Item.objects.select_for_update().get(pk=item.pk)
    newer = item.comments.order_by("id")[seen:]
    if any(comment.author_id == by.pk and comment.text == text for comment in newer):
        return None
    comment = Comment.objects.create(item=item, author=by, text=text, at=now)
    comment.mentioned.set(mentioned_in(text, people_of(item.phase.plan)))
    _record(item, "commented on", by, now)
    return comment


@service
def remove_comment(*, comment: Comment, by: User, now: datetime) -> None:
    """Its author's, or that of who arranges the plan. That there was one stays."""
    plan = comment.item.phase.plan
    may_comment(plan).require()
    if comment.author_id != by.pk and not may_arrange(by, plan):
        raise Refused(
            "Only who wrote a comment, the plan's lead, its manager and administrators may remove it."
        )
    if comment.removed_at is None:
        Comment.objects.filter(pk=comment.pk).update(removed_at=now, text="")
        _record(comment.item, "removed a comment from", by, now)


@service
def add_link(*, item: Item, title: str, url: str, by: User, now: datetime) -> ItemLink:
    """Of a page that browsers open safely. The same address again is the link that is there."""
    may_change_items(by, item.phase.plan).require()
    if not url.startswith("https://"):
        raise DomainError("A link begins with https://.")
    Item.objects.select_for_update().get(pk=item.pk)
    defaults = {"title": title or url[:200], "added_at": now, "added_by": by}
    link, is_new = ItemLink.objects.get_or_create(item=item, url=url, defaults=defaults)
    if is_new:
        _record(item, "linked a page to", by, now, url=url)
    return link


@service
def remove_link(*, link: ItemLink, by: User, now: datetime) -> None:
    may_change_items(by, link.item.phase.plan).require()
    if ItemLink.objects.filter(pk=link.pk).delete()[0]:
        _record(link.item, "removed a link from", by, now, url=link.url)


@service
def add_tick(*, item: Item, note: str, seen: int, by: User, now: datetime) -> CountTick:
    """One more of what the item counts. `seen` is how many ticks the person saw, so that pressing twice counts once."""
    may_change_items(by, item.phase.plan).require()
    Item.objects.select_for_update().get(pk=item.pk)
    if (there := item.ticks.count()) != seen:
        raise ChangedSince(f"The count stands at {there} by now. Load the page again, then add yours.")
    if there >= MOST_TICKS:
        raise DomainError(f"An item counts at most {MOST_TICKS} ticks.")
    tick = CountTick.objects.create(item=item, note=note, at=now, by=by)
    _record(item, "counted one more of", by, now, note=note)
    return tick


@service
def remove_tick(*, tick: CountTick, by: User, now: datetime) -> None:
    may_change_items(by, tick.item.phase.plan).require()
    if CountTick.objects.filter(pk=tick.pk).delete()[0]:
        _record(tick.item, "counted one less of", by, now, note=tick.note)


def _record(item: Item, verb: str, by: User, now: datetime, **more: str) -> None:
    plan = item.phase.plan
    detail = {"plan": plan.slug, **more}
    activity.record(by=by, now=now, verb=verb, subject=item, team=plan.team, detail=detail)
