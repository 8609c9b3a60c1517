"""matches, replace and split: XPath patterns in linear time."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ('matches("m", "\\\\p{Lu}", "i")', "false"),
    ('matches("hello world", "\\\\p{ I s B a s i c L a t i n }+", "x")', "true"),
    ('matches("hello world", " hello[ ]world", "x")', "true"),
    ('matches("abracadabra", "^(?:abra(?:cad)?)*$")', "true"),
    ('matches("a", "a{,2}")', "null"),
    ('matches("o", "[A-Z-[OI]]", "i")', "false"),
    ('matches("e", "[A-Z-[OI]]", "i")', "true"),
    ('split("abc", "")', "null"),
    ('replace("abcdefghijklm", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11$12")', '"ka2lm"'),
    ('matches("abc\\n", "abc$")', "false"),
    ('matches("13800138000", "^1[0-9]{10}$")', "true"),
    ('matches("12345", "^[1-9]\\\\d{5}$")', "false"),
    ('matches("上饶市", "^\\\\p{L}+$")', "true"),
    ('matches("abc", "B")', "false"),
    ('matches("abc", "B", "i")', "true"),
    ('matches("a\\nb", "a.b")', "false"),
    ('matches("a\\nb", "a.b", "s")', "true"),
    ('matches("a\\nb", "^b$", "m")', "true"),
    ('matches("a\\nb", "^b$")', "false"),
    ('matches("hello", "h e l l o", "x")', "true"),
    ('matches("a.b", "a.b", "q")', "true"),
    ('matches("axb", "a.b", "q")', "false"),
    ('matches("abc", "a", "z")', "null"),
    ('matches("abc", "[a-z-[aeiou]]{2}")', "true"),
    ('matches("aei", "[a-z-[aeiou]]")', "false"),
    ('matches("文", "[\\\\p{IsCJKUnifiedIdeographs}]")', "true"),
    ('matches("x", "\\\\p{Lu}")', "false"),
    ('matches("X", "\\\\P{Ll}")', "true"),
    ('matches("a1", "[\\\\W\\\\d]")', "true"),
    ('matches("aa", "(a)\\\\1")', "null"),
    ('matches("a", "")', "true"),
    ('matches("a", null)', "null"),
    ('matches("a", "a", null)', "true"),
    ('replace("2026-03-02", "-", "/")', '"2026/03/02"'),
    ('replace("张三13800138000", "(\\\\d{3})\\\\d{4}(\\\\d{4})", "$1****$2")', '"张三138****8000"'),
    ('replace("abracadabra", "a(.)", "a$1$1")', '"abbraccaddabbra"'),
    ('replace("a", "a", "\\\\$")', '"$"'),
    ('replace("a", "a", "$")', "null"),
    ('replace("a", "x*", "-")', "null"),
    ('replace("AbC", "b", "x", "i")', '"AxC"'),
    ('replace("abc", "b", "$0$0")', '"abbc"'),
    ('split("东;西;南", ";")', '["东", "西", "南"]'),
    ('split("a1b22c", "[0-9]+")', '["a", "b", "c"]'),
    ('split("abc", ";")', '["abc"]'),
    ('split(";", ";")', '["", ""]'),
    ('split("a b", "\\\\s")', '["a", "b"]'),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_patterns(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value
