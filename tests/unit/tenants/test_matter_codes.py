"""Codes of matters: form, type, level, credit code inside, and that no two matters bear the same."""

from dataclasses import replace

import pytest

from bpmn.identifiers import credit_code_check
from tenants.archive import write_zip_of
from tenants.matter_codes import CODE_RULES, NATIONAL, Codes, code_faults, same_codes
from tenants.matter_document import read_matter
from tenants.pack import read_pack_zip
from tenants.tenant import Level

BODY = "11361123MB1A2B3CX0"
"""A credit code with the right check character (GB 32100-2015)."""
BASIC = "000131001000"
"""State 00, licence 01, department 31, main item 001, sub-item 000: 12 digits."""
WHOLE = Codes(BASIC, f"{BODY}4{BASIC}", f"{BODY}4{BASIC}01", NATIONAL, "01", Level.COUNTY)


def told(codes: Codes) -> list[tuple[str, str]]:
    return [(fault.key, fault.text) for fault in code_faults(codes)]


def test_the_lengths_are_those_of_the_form() -> None:
    assert (len(WHOLE.basic), len(WHOLE.implementation), len(WHOLE.business)) == (12, 31, 33)
    assert told(WHOLE) == []
    assert told(Codes()) == []  # what is not written is not asked for


@pytest.mark.parametrize(
    ("changes", "key", "text"),
    [
        ({"basic": "00013100100"}, "basic_code", "应为12位，现在是11位"),
        ({"basic": "00013100100A"}, "basic_code", "只能是数字"),
        ({"basic": "０００１３１００１０００"}, "basic_code", "半角"),
        ({"basic": "000\u200b31001000"}, "basic_code", "半角"),
        ({"type": "20"}, "basic_code", "应为“20”，现在是“01”"),
        ({"rule": "nowhere"}, "code_rule", "没有编码规则“nowhere”"),
        ({"implementation": f"{BODY}4{BASIC}0"}, "implementation_code", "应为31位"),
        ({"implementation": f"{BODY[:-1]}14{BASIC}", "business": ""}, "implementation_code", "校验码不对"),
        ({"implementation": f"{BODY}7{BASIC}", "business": ""}, "implementation_code", "第19位是行使层级，应为4"),
        ({"implementation": f"{BODY}5{BASIC}", "business": ""}, "implementation_code", "应为4，现在是“5”"),
        ({"implementation": f"{BODY}4000131001001", "business": ""}, "implementation_code", "应与基本编码"),
        ({"business": f"{BODY}4{BASIC}0A"}, "business_code", "应为实施编码加2位数字"),
        ({"business": f"{BODY}4{BASIC}"}, "business_code", "共33位"),
        ({"implementation": ""}, "business_code", "没有实施编码"),
    ],
)
def test_a_wrong_code_is_named_with_its_field(changes: dict[str, str], key: str, text: str) -> None:
    faults = told(replace(WHOLE, **changes))  # type: ignore[arg-type]
    assert any(found == key and text in message for found, message in faults), faults


def test_each_wrong_check_character_of_the_body_is_found() -> None:
    assert credit_code_check(BODY[:17]) == BODY[17]
    for char in "123456789ABCDEFGHJKLMNPQRTUWXY":
        other = replace(WHOLE, implementation=f"{BODY[:17]}{char}4{BASIC}", business="")
        assert [key for key, _ in told(other)] == ["implementation_code"]


def test_other_provinces_have_forms_of_their_own() -> None:
    assert told(Codes("5200001234", rule="gz_db52_1264", type="20")) == []
    assert told(Codes("520000123", rule="gz_db52_1264")) != []
    assert told(Codes("JL-1", rule="jl_db22_2848")) != []  # a hyphen is neither letter nor digit
    assert told(Codes("JL20260001", rule="local")) == []
    assert set(CODE_RULES) == {NATIONAL, "gz_db52_1264", "jl_db22_2848", "local"}


def test_two_matters_do_not_bear_one_code(matter_toml: str) -> None:
    matter = read_matter(matter_toml.encode()).matter
    assert matter is not None
    first = replace(matter, code="first", name="甲", implementation_code=WHOLE.implementation)
    second = replace(first, code="second", name="乙")
    (finding,) = same_codes((first, second))
    assert (finding.code, finding.element) == ("code-twice", "implementation_code")
    assert "乙" in finding.message
    assert list(same_codes((first, first, replace(second, implementation_code="")))) == []


def test_a_pack_with_one_code_twice_is_refused(pack_files: dict[str, bytes], matter_toml: str) -> None:
    line = f'implementation_code = "{WHOLE.implementation}"\n'.encode()
    folder = "matters/seal_filing/"
    mine = {name: content for name, content in pack_files.items() if name.startswith(folder)}
    other = {name.replace("seal_filing", "other"): content for name, content in mine.items()}
    twice = {
        name: line + content.replace(b'"seal_filing"', b'"other"' if "other" in name else b'"seal_filing"')
        for name, content in {**mine, **other}.items()
        if name.endswith("matter.toml")
    }
    once = read_pack_zip(write_zip_of({**pack_files, f"{folder}matter.toml": twice[f"{folder}matter.toml"]}))
    assert [each.code for each in once.findings if each.code == "code-twice"] == []
    both = read_pack_zip(write_zip_of({**pack_files, **other, **twice}))
    assert [each.code for each in both.findings if each.code == "code-twice"] == ["code-twice"]
