"""What an outcome means is read from its first words, which are the law's own (许可法32、38)."""

import pytest

from engine.cases.outcomes import Meaning, meaning, needs_reason


@pytest.mark.parametrize(
    ("kind", "outcome", "meant"),
    [
        ("accept", "受理", Meaning.ACCEPT),
        ("accept", "容缺受理", Meaning.ACCEPT),
        ("accept", "不予受理", Meaning.REFUSE_ACCEPTANCE),
        ("accept", "不受理", Meaning.REFUSE_ACCEPTANCE),
        ("accept", "一次告知", Meaning.NOTICE),
        ("accept", "补正告知", Meaning.NOTICE),
        ("accept", "转其他窗口", Meaning.PLAIN),
        ("decide", "准予登记", Meaning.GRANT),
        ("decide", "同意", Meaning.GRANT),
        ("decide", "不予登记", Meaning.DENY),
        ("decide", "不准予", Meaning.DENY),
        ("decide", "不同意", Meaning.DENY),
        ("decide", "不通过", Meaning.DENY),
        ("decide", "驳回", Meaning.DENY),
        ("decide", "退还材料", Meaning.RETURN),
        ("decide", "退件", Meaning.RETURN),
        ("review", "不予登记", Meaning.PLAIN),  # only a decision decides
        ("", "受理", Meaning.PLAIN),
        ("issue", "完成", Meaning.PLAIN),
    ],
)
def test_the_leading_word_decides(kind: str, outcome: str, meant: Meaning) -> None:
    assert meaning(kind, outcome) is meant


def test_the_law_asks_for_reasons_where_somebody_is_turned_away() -> None:
    assert {meant for meant in Meaning if needs_reason(meant)} == {
        Meaning.REFUSE_ACCEPTANCE,
        Meaning.DENY,
        Meaning.RETURN,
    }
