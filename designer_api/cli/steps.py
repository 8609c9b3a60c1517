"""`banshi steps`: every step that scenarios may use, with an example each."""

import argparse
import json

from designer_api.cli import OK
from engine.verify.grammar import family_name, grammar

NAME = "steps"
HELP = "列出场景可用的全部步骤"
FIRST = ("setting", "acts", "outcomes")
"""The families in the order a scenario uses them; any other follows by name."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(given: argparse.Namespace) -> int:
    definitions = grammar().definitions()
    if given.json:
        rows = [{"family": d.family, "example": d.example, "words": d.words, "rows": d.takes_rows} for d in definitions]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return OK
    families = {definition.family for definition in definitions}
    for family in (*FIRST, *sorted(families.difference(FIRST))):
        print(family_name(family))
        for definition in (each for each in definitions if each.family == family):
            print(f"  {definition.example}\n      {definition.words}")
    return OK
