"""Real-name level (实名等级): how surely it is known who applies, and what a matter asks for (E5).

One proof serves every matter it is good enough for: nobody is asked twice who they are.
"""

from tenants.term import Term


class RealName(Term):
    """How it was proved, weakest first: at the window the original document was looked at (窗口核验); through the
    unified sign-in the account was proved by phone or bank (初级) or by face (高级)."""

    NONE = "none", "未实名"
    BASIC = "basic", "统一认证初级"
    WINDOW = "window", "窗口核验"
    ADVANCED = "advanced", "统一认证高级"

    def reaches(self, asked: "RealName") -> bool:
        """Whether this proof is as good as the one asked for."""
        order = list(RealName)
        return order.index(self) >= order.index(asked)


SHOWN_AT_WINDOW = (RealName.NONE, RealName.WINDOW)
"""What staff may say of somebody who stands before them: nothing, or that they looked at the document."""
