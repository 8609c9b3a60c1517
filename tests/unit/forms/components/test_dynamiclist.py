"""dynamiclist: rows that a person adds and removes, each with the fields inside."""

import pytest

from forms import asks_to_redraw, redrawn, render, validate, validate_json

NAME = {"type": "textfield", "id": "N", "key": "姓名", "label": "姓名"}
SHARE = {"type": "number", "id": "S", "key": "比例", "label": "出资比例", "validate": {"min": 0, "max": 100}}
MUST = {**NAME, "validate": {"required": True}}


def rows(*components, **more):
    return {"type": "dynamiclist", "id": "L", "label": "股东", "path": "股东", "components": list(components), **more}


def test_each_row_is_an_object(form_of):
    form = form_of(rows(NAME, SHARE))
    posted = {
        "股东.0.姓名": ["甲"],
        "股东.0.比例": ["60"],
        "股东.1.姓名": ["乙"],
        "股东.1.比例": ["40"],
        "股东:rows": ["2"],
    }
    submission = validate(form, posted)
    assert submission.errors == ()
    assert [row["姓名"] for row in submission.values["股东"]] == ["甲", "乙"]


def test_errors_name_the_row(form_of):
    (error,) = validate(form_of(rows(NAME, SHARE)), {"股东.0.姓名": ["甲"], "股东.1.比例": ["101"]}).errors
    assert error.message == "‘股东第2行出资比例’应为 0 到 100 之间的数，现为‘101’，请更正。"
    assert error.path == "股东.1.比例"


def test_blank_rows_go_unless_something_in_them_is_required(form_of):
    posted = {"股东.0.姓名": [""], "股东.1.姓名": ["乙"], "股东.2.姓名": [" "], "股东:rows": ["3"]}
    assert validate(form_of(rows(NAME)), posted).values == {"股东": [{"姓名": "乙"}]}
    assert [error.path for error in validate(form_of(rows(MUST)), posted).errors] == ["股东.0.姓名", "股东.2.姓名"]


def test_rows_may_be_bounded(form_of):
    bounded = form_of(rows(NAME, validate={"required": True, "maxLength": 2}))
    assert validate(bounded, {}).errors[0].message == "‘股东’至少填 1 行，请增加一行并填写。"
    three = validate_json(bounded, {"股东": [{"姓名": "甲"}, {"姓名": "乙"}, {"姓名": "丙"}]})
    assert three.errors[0].message == "‘股东’最多填 2 行，现为 3 行，请删减。"


@pytest.mark.parametrize("posted", [{"股东:rows": ["999999"]}, {"股东.999999.姓名": ["甲"]}, {"股东:rows": ["101"]}])
def test_too_many_rows_are_refused_without_making_them(form_of, posted):
    (error, *_) = validate(form_of(rows(MUST)), posted).errors
    assert error.message == "‘股东’的行数太多（每个列表最多 100 行），请删减。"


def test_lists_in_lists_cannot_multiply(form_of):
    inner = {**rows(NAME), "id": "I", "path": "内"}
    posted = {"股东:rows": ["100"], **{f"股东.{n}.内:rows": ["100"] for n in range(100)}}
    submission = validate(form_of(rows(inner)), posted)
    assert any("行数太多" in error.message for error in submission.errors)


def test_rows_that_may_not_change_are_as_many_as_are_kept(form_of):
    fixed = form_of(rows(NAME, {**SHARE, "readonly": True}, allowAddRemove=False))
    known = {"股东": [{"姓名": "甲", "比例": 60}, {"姓名": "乙", "比例": 40}]}
    submission = validate(fixed, {"股东.0.姓名": ["丙"], "股东.5.姓名": ["丁"], "股东.1.比例": ["99"]}, known=known)
    assert [(row["姓名"], int(row["比例"])) for row in submission.values["股东"]] == [("丙", 60), (None, 40)]


def test_readonly_in_rows_that_may_change_is_refused(codes):
    assert codes(rows({**NAME, "readonly": True})) == ["form-readonly-row"]


def test_conditions_see_their_own_row(form_of):
    form = form_of(rows(NAME, {**SHARE, "conditional": {"hide": '=姓名 = "甲"'}}))
    sent = {"股东": [{"姓名": "甲", "比例": 60}, {"姓名": "乙", "比例": 40}]}
    assert validate_json(form, sent).values["股东"][0] == {"姓名": "甲"}
    assert list(validate_json(form, sent).values["股东"][1]) == ["姓名", "比例"]


def test_row_number_and_parent_as_in_the_designer(form_of):
    form = form_of(
        rows(NAME, {**SHARE, "conditional": {"hide": "=i[1] > 1 and parent.股东[1].姓名 = this.姓名"}}),
    )
    sent = {"股东": [{"姓名": "甲", "比例": 1}, {"姓名": "甲", "比例": 2}, {"姓名": "乙", "比例": 3}]}
    assert [list(row) for row in validate_json(form, sent).values["股东"]] == [
        ["姓名", "比例"],
        ["姓名"],
        ["姓名", "比例"],
    ]


def test_a_row_is_added_and_removed_without_script(form_of):
    form = form_of(rows({**NAME, "defaultValue": "某"}))
    posted = {"股东.0.姓名": ["甲"], "股东.1.姓名": ["乙"], "股东:rows": ["2"]}
    assert not asks_to_redraw(posted)
    more = {**posted, ":add": ["股东"]}
    assert asks_to_redraw(more)
    assert redrawn(form, more) == {"股东": [{"姓名": "甲"}, {"姓名": "乙"}, {}]}
    assert 'name="股东.2.姓名" data-kind="textfield" value="某"' in render(form, redrawn(form, more))
    assert redrawn(form, {**posted, ":remove": ["股东.0"]}) == {"股东": [{"姓名": "乙"}]}


@pytest.mark.parametrize(
    "asked", [{":add": ["没有"]}, {":remove": ["股东.9"]}, {":remove": ["股东.x"]}, {":remove": [""]}]
)
def test_asking_for_rows_that_do_not_exist_changes_nothing(form_of, asked):
    assert redrawn(form_of(rows(NAME)), {"股东.0.姓名": ["甲"], **asked}) == {"股东": [{"姓名": "甲"}]}


def test_begins_with_the_rows_of_the_schema(form_of):
    html = render(form_of(rows(NAME, defaultRepetitions=2)), {})
    assert "第 2 行</legend>" in html
    assert "第 3 行" not in html
    assert '<input type="hidden" name="股东:rows" value="2">' in html
    assert '<button class="btn sm" type="submit" name=":add" value="股东" formnovalidate>增加一行</button>' in html


def test_reads_row_by_row(form_of):
    html = render(form_of(rows(NAME)), {"股东": [{"姓名": "甲"}, {"姓名": "乙"}]}, mode="read")
    assert html.index("第 1 行") < html.index("<dd>甲</dd>") < html.index("第 2 行") < html.index("<dd>乙</dd>")


def test_json_must_be_a_list_of_objects(form_of):
    assert len(validate_json(form_of(rows(NAME)), {"股东": "甲"}).errors) == 1
    assert len(validate_json(form_of(rows(NAME)), {"股东": ["甲"]}).errors) == 1
    assert [e.path for e in validate_json(form_of(rows(NAME)), {"股东": [{"姓": "甲"}]}).errors] == ["股东.0.姓"]


@pytest.mark.parametrize("mark", [{"readonly": True}, {"readonly": "=锁"}])
def test_a_readonly_list_keeps_its_rows_however_many_are_sent(form_of, mark):
    form = form_of(rows(MUST, **mark))
    known = {"锁": True, "股东": [{"姓名": "甲"}, {"姓名": "乙"}]}
    for posted in ({}, {"股东:rows": ["1"], "股东.0.姓名": ["丙"]}, {"股东:rows": ["5"], "股东.4.姓名": ["丁"]}):
        submission = validate(form, posted, known=known)
        assert submission.accepted
        assert submission.values == {"股东": [{"姓名": "甲"}, {"姓名": "乙"}]}
        assert redrawn(form, {**posted, ":add": ["股东"]}, known=known)["股东"] == known["股东"]
    html = render(form, known)
    assert "增加一行" not in html
    assert "删除第" not in html
    assert html.count(" readonly>") == 2
