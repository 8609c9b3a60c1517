"""Who applies is read from the application by the names of the shared data dictionary."""

from typing import Any

import pytest

from engine.cases.applicant import applicant_of
from engine.cases.case import Party

PERSON = "361123199003070017"
COMPANY = "91361123MA35ABCD4R"


@pytest.mark.parametrize(
    ("data", "party"),
    [
        ({}, Party(name="")),
        ({"姓名": " 张例 "}, Party(name="张例")),
        (
            {"企业名称": "示例茶业", "法定代表人身份证号": PERSON, "联系电话": "13000000001", "经办人": "王样"},
            Party("示例茶业", "法人", "居民身份证", PERSON, "13000000001", "王样"),
        ),
        (
            {"单位名称": "示例茶业", "统一社会信用代码": COMPANY},
            Party("示例茶业", "法人", "统一社会信用代码", COMPANY),
        ),
        ({"姓名": "张例", "身份证号": "不知道"}, Party("张例", "自然人", "", "不知道")),
        ({"申请人": {"姓名": "张例", "手机号码": "130"}}, Party("张例", phone="130")),
        ({"姓名": "上", "申请人": {"姓名": "下"}}, Party("上")),
        ({"姓名": 7, "电话": ["130"]}, Party("")),
    ],
)
def test_the_party_of_an_application(data: dict[str, Any], party: Party) -> None:
    assert applicant_of(data) == party
