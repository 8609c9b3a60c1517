"""What is typed with a command may be read by everybody: nothing unseen, nothing that turns a line."""

import pytest

from engine.cases import commands as c
from engine.cases.readable import unreadable
from engine.legal_clock import Limit, Unit


@pytest.mark.parametrize(
    "command",
    [
        c.Withdraw("不办\u202e了"),
        c.Complete(4, "受理", reason="理\u200b由"),
        c.Notify(("缺住所证明", "缺\ufeff签字")),
        c.StartSpecial("site_visit", Limit(3, Unit.WORKING_DAY), True, basis="第五\u3164十五条"),
        c.Complete(4, staff=("李\u2066示",)),
    ],
)
def test_a_character_nobody_sees_is_refused_with_its_place(command: c.Command) -> None:
    refusal = unreadable(command)
    assert refusal is not None
    assert refusal.rule == "characters"
    assert "看不见的字符（U+" in refusal.message


def test_lines_of_a_browser_and_rare_characters_pass() -> None:
    assert unreadable(c.Withdraw("第一行\r\n第二行\t𠮷野家，㐂\ue863")) is None
    assert unreadable(c.Claim(4), 7, None, True) is None
