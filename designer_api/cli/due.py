"""`banshi due START LIMIT`: when a limit ends, and why, day by day."""

import argparse
from datetime import datetime

from designer_api.cli import OK, CommandError
from designer_api.pages import words
from engine.legal_clock import Extension, Limit, Pause, due, read_instant, read_limit
from engine.legal_clock.explain import explain
from engine.refusal import Refusal
from tenants.calendar import national_calendar

NAME = "due"
HELP = '计算一个时限的到期日，例如 banshi due "2026-02-13 15:00" 3工作日'


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", metavar="起算时刻", help='例如 "2026-02-13 15:00"')
    parser.add_argument("limit", metavar="时限", help="例如 3工作日、7自然日、4工作小时、2个月")
    parser.add_argument(
        "--pause", action="append", default=[], metavar="起,止,时限", help='暂停，例如 "2025-11-06,2025-11-20,10工作日"'
    )
    parser.add_argument("--extend", action="append", default=[], metavar="时限", help="延期，例如 10工作日")
    parser.add_argument("--explain", action="store_true", help="逐日说明")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    calendar = national_calendar()
    start, limit = _moment(given.start), _limit(given.limit)
    pauses = [_pause(text) for text in given.pause]
    extensions = [Extension(_limit(text)) for text in given.extend]
    if given.json or given.explain:
        told = explain(limit, start, calendar, pauses=pauses, extensions=extensions)
        print(told.json() if given.json else told.text())
        return OK
    found = due(limit, start, calendar, pauses=pauses, extensions=extensions)
    shown = words.due_text(found.at, found.day, calendar) if found.at.hour else words.day(found.day, calendar)
    print(shown + ("（暂定：放假安排尚未公布）" if found.provisional else ""))
    return OK


def _moment(text: str) -> datetime:
    found = read_instant(text)
    if isinstance(found, Refusal):
        raise CommandError(f"{found.message}{found.advice}")
    return found


def _limit(text: str) -> Limit:
    found = read_limit(text)
    if isinstance(found, Refusal):
        raise CommandError(f"{found.message}{found.advice}")
    return found


def _pause(text: str) -> Pause:
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    if len(parts) != 3:
        raise CommandError(f"暂停应写成“起,止,时限”，现为“{text}”，例如 2025-11-06,2025-11-20,10工作日。")
    end = _moment(parts[1]) if parts[1] else None
    return Pause(_moment(parts[0]), _limit(parts[2]), end)
