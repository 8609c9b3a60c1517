"""实名等级: how surely it is known who applies, and what a matter asks for (E5)."""

from engine.verify.grammar import Unmet, step
from engine.verify.hall import Hall
from engine.verify.values import BadValue
from tenants.real_name import RealName
from tenants.term import term_of, words_of


@step('事项要求申请人实名到"窗口核验"', words="申请人的实名等级不够的，不予收件")
def asked(hall: Hall, level: str) -> None:
    hall.plain(real_name=_level(level).value)


@step('申请人的实名等级为"未实名"', words="收件时申请人是怎样证明身份的；不写就是事项要求的等级")
def shown(hall: Hall, level: str) -> None:
    hall.real_name = _level(level)


@step('办件记录的实名等级为"窗口核验"', words="办件里记着申请人的实名等级")
def recorded(hall: Hall, level: str) -> None:
    kept = term_of(RealName, hall.current().applicant.real_name) or RealName.NONE
    if kept is not _level(level):
        raise Unmet("实名等级", level, kept.chinese)


def _level(word: str) -> RealName:
    found = term_of(RealName, word)
    if found is None:
        raise BadValue(f"没有“{word}”这种实名等级，可以写：{words_of(RealName)}。")
    return found
