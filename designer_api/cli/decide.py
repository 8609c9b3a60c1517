"""`banshi decide FILE.dmn DECISION --input JSON`: what a decision answers, and why."""

import argparse
from pathlib import Path

from bpmn.dmn import read_model
from bpmn.feel import from_json, to_json
from designer_api.cli import OK, CommandError
from designer_api.cli.feel import context_of
from engine.cases.codec import to_bytes
from engine.clock import WallClock
from tenants.calendar import national_calendar

NAME = "decide"
HELP = "用一组输入试一个决策"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件.dmn")
    parser.add_argument("decision", metavar="决策", help="决策的名称或 id")
    parser.add_argument("--input", default="{}", metavar="JSON", help="输入，JSON 文本或 @文件")
    parser.add_argument("--explain", action="store_true", help="同时输出命中了哪几条规则")


def run(given: argparse.Namespace) -> int:
    if not given.file.is_file():
        raise CommandError(f"没有这个文件：{given.file}")
    model = read_model(given.file.read_bytes(), file=given.file.name)
    inputs = {name: from_json(value) for name, value in context_of(given.input).items()}
    found = model.explain(given.decision, inputs, calendar=national_calendar(), now=WallClock().now())
    print(to_bytes(to_json(found.value)).decode())
    if given.explain:
        for trace in found.trace:
            print(trace)
    return OK
