"""Bytes of a schema → one JSON object with exact numbers, or findings where it is too deep, too big or ambiguous."""

import json
from decimal import Decimal
from typing import Final

from forms.source import Findings

MAX_BYTES: Final = 512 * 1024


def load_object(source: bytes, findings: Findings) -> dict[str, object] | None:
    """The top object with numbers as Decimal; None, with a finding, when there is none. Repeated names are findings."""
    if len(source) > MAX_BYTES:
        findings.add("form-size", f"表单文件 {len(source)} 字节，超过 {MAX_BYTES} 字节，请拆成几张表单。")
        return None

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = sorted({name for name in names if names.count(name) > 1})[:5] if len(names) < 1000 else names[:1]
            element = found.get("id")
            findings.add(
                "form-json-duplicate",
                f"JSON 里同一个对象重复写了“{'、'.join(name[:40] for name in twice)}”，请只留一个。",
                element=element if isinstance(element, str) else "",
            )
        return found

    def refuse(word: str) -> object:
        raise ValueError(f"{word} 不是 JSON 数字")

    try:
        text = source.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=unique, parse_float=Decimal, parse_int=_whole, parse_constant=refuse)
    except UnicodeDecodeError as error:
        findings.add("form-json", f"表单文件不是 UTF-8 文字（第 {error.start} 字节），请用表单设计器重新保存。")
    except RecursionError:
        findings.add("form-json", "表单文件嵌套太深，请用表单设计器重新保存。")
    except json.JSONDecodeError as error:
        findings.add(
            "form-json", f"表单文件第 {error.lineno} 行第 {error.colno} 列不是正确的 JSON，请用表单设计器重新保存。"
        )
    except (ValueError, ArithmeticError) as error:
        findings.add("form-json", f"表单文件里有不能用的数字（{error}），请用表单设计器重新保存。")
    else:
        if isinstance(data, dict):
            return data
        findings.add("form-json", "表单文件的最外层应为 JSON 对象，请用表单设计器重新保存。")
    return None


def _whole(text: str) -> Decimal:
    if len(text) > 400:
        raise ValueError("数字超过 400 位")
    return Decimal(text)
