"""Tenure at the window (任期): two years at least; an early replacement only after an opinion was asked for (F13)."""

from datetime import date, timedelta

from tenants.organisation import Organisation, PostKind
from tenants.people import HeldPost

YEARS = 2
WINDOW_POSTS = (PostKind.WINDOW, PostKind.EXIT)


def tenure_ends(since: date) -> date:
    """The first day on which somebody may be replaced without more: the same day two years later."""
    try:
        return since.replace(year=since.year + YEARS)
    except ValueError:  # 29 February
        return date(since.year + YEARS, 3, 1)


def replacement_fault(before: tuple[HeldPost, ...], after: tuple[HeldPost, ...], centre: Organisation) -> str | None:
    """Why these posts may not take the place of those, in Chinese: a window post that was held for less than two years
    ends, and nobody has written down that an opinion was asked for. A post without a first day counts as new; one held
    for somebody else (deputy) is free to end."""
    for held in before:
        post = centre.post(held.department, held.post)
        if held.deputy or post is None or post.kind not in WINDOW_POSTS:
            continue
        now = _same(held, after)
        ends = now.until if now is not None else None
        if (now is not None and ends is None) or (ends is not None and ends == held.until):
            continue
        if now is not None and now.consent:
            continue
        last = ends or date.min
        if held.since is None or last < tenure_ends(held.since) - timedelta(days=1):
            since = f"自{held.since}起" if held.since else "起始日期不详，"
            return (
                f"“{post.name}”{since}任职不满{YEARS}年。提前调换须先征求意见：请在该岗位填写止日和征求意见记录"
                "（文号或意见），不要直接删除。"
            )
    return None


def _same(held: HeldPost, posts: tuple[HeldPost, ...]) -> HeldPost | None:
    return next((p for p in posts if (p.department, p.post, p.since) == (held.department, held.post, held.since)), None)
