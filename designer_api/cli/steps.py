"""`banshi steps`: every step that scenarios may use, with an example each."""

import argparse
import json

from designer_api.cli import OK
from engine.verify.grammar import grammar

NAME = "steps"
HELP = "列出场景可用的全部步骤"
FAMILIES = {"setting": "前提", "acts": "动作", "outcomes": "结果"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    definitions = grammar().definitions()
    if given.json:
        rows = [{"family": d.family, "example": d.example, "words": d.words, "rows": d.takes_rows} for d in definitions]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return OK
    for family, name in FAMILIES.items():
        print(name)
        for definition in (each for each in definitions if each.family == family):
            print(f"  {definition.example}\n      {definition.words}")
    return OK
