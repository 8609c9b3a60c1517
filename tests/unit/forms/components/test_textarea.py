"""textarea: several lines, line ends made alike."""


def test_line_ends_are_made_alike(post):
    assert post({"type": "textarea"}, "第一行\r\n第二行\r第三行\n").values == {"x": "第一行\n第二行\n第三行"}


def test_invisible_characters_are_refused_here_too(post):
    assert "U+2066" in post({"type": "textarea"}, "一\n\u2066二").errors[0].message


def test_length_counts_the_line_ends_once(post):
    limited = {"type": "textarea", "validate": {"maxLength": 3}}
    assert post(limited, "一\r\n二").errors == ()  # 一 + line end + 二 = 3
    assert post(limited, "一\r\n二三").errors[0].message == "‘某项’最多 3 个字，现为 4 个字，请删减。"
