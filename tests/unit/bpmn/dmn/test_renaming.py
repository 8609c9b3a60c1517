"""A decision file under other ids: references follow, the answers stay."""

from bpmn.dmn import read_model
from bpmn.dmn.renaming import with_ids
from tenants.pack import read_pack, shipped_packs


def test_ids_change_and_whatever_refers_to_them_follows() -> None:
    source = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
    <decision id="one" name="one"><variable name="one"/>
      <informationRequirement id="r"><requiredDecision href="#two"/></informationRequirement>
      <literalExpression><text>two</text></literalExpression></decision>
    <decision id="two" name="two"><variable name="two"/><literalExpression><text>1</text></literalExpression></decision>
    </definitions>"""
    made = with_ids(source, {"one": "a_one", "two": "a_two"})
    assert b'id="a_one"' in made
    assert b'href="#a_two"' in made
    model = read_model(made, file="d.dmn")
    assert [each.id for each in model.decisions] == ["a_one", "a_two"]
    assert model.explain("a_one", {}).value == 1


def test_every_shipped_decision_reads_the_same_under_another_id() -> None:
    for folder in shipped_packs():
        pack = read_pack(folder).pack
        assert pack is not None
        for bundle in pack.bundles:
            for path, source in bundle.files.items():
                if path.endswith(".dmn"):
                    before = read_model(source, file=path)
                    names = {each.id: f"part_{each.id}" for each in before.decisions}
                    after = read_model(with_ids(source, names), file=path)
                    assert [each.id for each in after.decisions] == list(names.values())
                    assert [each.name for each in after.decisions] == [each.name for each in before.decisions]
