"""taglist: like a checklist, from the same schema keys."""

TAGS = {"type": "taglist", "values": [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]}


def test_tags_are_kept_as_a_list(post):
    assert post(TAGS, "b", "a").values == {"x": ["b", "a"]}
    assert len(post(TAGS, "c").errors) == 1
