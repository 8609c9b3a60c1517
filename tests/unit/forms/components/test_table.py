"""table: rows found in the data, to read only."""

from forms import render

TABLE = {
    "type": "table",
    "id": "T",
    "label": "已办",
    "dataSource": "=办件",
    "columns": [{"label": "编号", "key": "no"}, {"label": "金额", "key": "amount"}],
}


def test_rows_of_the_data_are_shown(form_of):
    html = render(form_of(TABLE), {}, known={"办件": [{"no": "<1>", "amount": 1234.5}, {"amount": True}, "坏"]})
    assert '<caption class="lab">已办</caption>' in html
    assert "<tr><td>&lt;1&gt;</td><td>1\u2009234.5</td></tr>" in html
    assert "<tr><td></td><td>是</td></tr>" in html


def test_no_data_is_said(form_of):
    assert "还没有数据。" in render(form_of(TABLE), {}, known={})


def test_rows_are_capped(form_of):
    html = render(form_of({**TABLE, "rowCount": 3}), {}, known={"办件": [{"no": str(n)} for n in range(9)]})
    assert html.count("<tr><td>") == 3


def test_columns_by_expression_are_refused(codes):
    wrong = {**TABLE, "columnsExpression": "=cols"}
    del wrong["columns"]
    assert codes(wrong) == ["form-value", "form-key-unknown"]
