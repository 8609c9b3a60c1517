"""`banshi feel EXPR --context JSON`: the value of a FEEL expression, as JSON."""

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bpmn.feel import FeelError, compile_expression, from_json, to_json
from designer_api.cli import OK, CommandError
from engine.cases.codec import to_bytes
from engine.clock import WallClock
from tenants.calendar import national_calendar

NAME = "feel"
HELP = "计算一个 FEEL 表达式"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("expression", metavar="表达式")
    parser.add_argument("--context", default="{}", metavar="JSON", help="变量，JSON 文本或 @文件")


def run(given: argparse.Namespace) -> int:
    context = context_of(given.context)
    try:
        expression = compile_expression(given.expression, context.keys())
    except FeelError as error:
        raise CommandError(str(error)) from None
    values = {name: from_json(each) for name, each in context.items()}
    value = expression.evaluate(values, calendar=national_calendar(), now=WallClock().now())
    print(to_bytes(to_json(value)).decode())
    return OK


def context_of(text: str) -> dict[str, Any]:
    """A JSON object from the command line, numbers exact."""
    try:
        source = Path(text[1:]).read_text("utf-8") if text.startswith("@") else text
        context = json.loads(source, parse_float=Decimal)
    except OSError:
        raise CommandError(f"没有这个文件，或者不能读取：{text[1:]}") from None
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}列"
        raise CommandError(f"变量应为 JSON 对象，例如 '{{\"金额\": 100}}'；{place}不是 JSON。") from None
    except ValueError:
        raise CommandError(f"{text[1:]} 不是 UTF-8 文本，请另存为 UTF-8。") from None
    if not isinstance(context, dict):
        raise CommandError("变量应为 JSON 对象，例如 '{\"金额\": 100}'。")
    return context
