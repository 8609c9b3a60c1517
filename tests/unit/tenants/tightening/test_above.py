"""Who set a field: the home of the matter, until a level between changed it."""

from tenants.tightening.above import Above, looser


def test_the_home_of_the_matter_set_what_nobody_changed() -> None:
    above = Above("玉山县").changed(["promised"], "下塘乡")
    assert (above.of("promised"), above.of("visits")) == ("下塘乡", "玉山县")


def test_a_finding_names_field_values_and_remedy() -> None:
    finding = looser("visits", "到现场2次宽于玉山县的1次。", expected="≤1次", met="2次")
    assert (finding.code, finding.element, finding.expected, finding.met) == ("overlay-looser", "visits", "≤1次", "2次")
    assert finding.advice
