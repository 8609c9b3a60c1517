"""Tokens to a tree: one pass, no backtracking, so the time is linear in the text.

Names are resolved against what is in scope (longest known name wins); an unknown run of words is read as one unknown
name. Ranges, lists and brackets are told apart after their first expression, never by trying twice.
"""

from decimal import Decimal

from bpmn.feel import tree
from bpmn.feel.cursor import MAX_DEPTH, NAME_SIGNS, Cursor
from bpmn.feel.errors import FeelLimitError
from bpmn.feel.lexer import END, NAME, NUMBER, OPERATOR, STRING, unescape
from bpmn.feel.names import Lexicon, Names
from bpmn.feel.numbers import number_literal
from bpmn.feel.temporal import at_literal
from bpmn.feel.tree import Node

MAX_CHAIN = 60
"""How many paths, filters, calls or comparisons may follow one another on one value."""

KEYWORDS = frozenset(
    ("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between")
) | {
    "instance",
    "function",
    "true",
    "false",
    "null",
}
COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))

_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _INSTANCE, _POSTFIX = range(1, 9)
_POWERS = {
    "or": _OR,
    "and": _AND,
    "between": _COMPARE,
    "in": _COMPARE,
    **dict.fromkeys(COMPARISONS, _COMPARE),
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
    "instance": _INSTANCE,
    ".": _POSTFIX,
    "[": _POSTFIX,
    "(": _POSTFIX,
}
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
_AFTER_OPEN_END = frozenset((")", ",", "]", "}", "[", "..", "*", "/", "+", "**", "", ".", *COMPARISONS)) | {
    "then",
    "else",
    "return",
    "satisfies",
    "and",
    "or",
    "in",
    "between",
    "instance",
}
_TYPE_NAMES = Lexicon(
    (
        "date and time",
        "days and time duration",
        "years and months duration",
        "day time duration",
        "year month duration",
    )
)


def parse_expression(text: str, names: Names) -> Node:
    """The tree of an expression; FeelSyntaxError names the place."""
    parser = _Parser(text, names)
    node = parser.expression()
    parser.finish()
    return node


def parse_unary_tests(text: str, names: Names) -> Node:
    """The tree of a decision table cell: `-`, tests parted by commas, or `not(...)` around them."""
    return _Parser(text, names).unary_tests()


class _Parser(Cursor):
    def __init__(self, text: str, names: Names) -> None:
        super().__init__(text)
        self.names = names
        self.members = names.lexicon("members")
        self.scopes: list[Lexicon] = [names.lexicon("scope")]
        self.in_endpoint = False
        self.in_filter = 0

    # ------------------------------------------------------------------ expressions

    def expression(self, power: int = 0) -> Node:
        """An expression whose operators all bind tighter than `power`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        left = self.prefix()
        if _POWERS.get(self.texts[self.at], 0) > power:
            left = self.rest(left, power)
        self.depth -= 1
        return left

    def rest(self, left: Node, power: int) -> Node:
        """The operators that follow a value already read, as long as they bind tighter than `power`."""
        kinds, texts = self.kinds, self.texts
        chain = 0
        while True:
            word = texts[self.at]
            binding = _POWERS.get(word, 0)
            if binding <= power or kinds[self.at] == STRING:
                break
            if binding == _POSTFIX:
                if word == "[" and self.in_endpoint and self.closes_range():
                    break
                left = self.postfix(left, word)
            elif binding >= _ADD and binding != _INSTANCE:
                self.at += 1
                right = self.expression(binding)
                left = tree.Arithmetic(word, left, right, left.start, right.end)
                continue
            elif binding <= _AND:
                left = self.junction(left, word, binding)
                continue
            else:
                left = self.comparison(left, word)
            chain += 1
            if chain > MAX_CHAIN:
                raise FeelLimitError(
                    f"同一个值后面连续的运算超过 {MAX_CHAIN} 个，请拆分。",
                    text=self.text,
                    position=self.starts[self.at],
                )
        return left

    def inner(self) -> Node:
        """An expression inside brackets of its own, where `[` is never the open end of a range outside."""
        saved, self.in_endpoint = self.in_endpoint, False
        node = self.expression()
        self.in_endpoint = saved
        return node

    def junction(self, left: Node, word: str, binding: int) -> Node:
        operands = [left]
        while self.texts[self.at] == word and self.kinds[self.at] == NAME:
            self.at += 1
            operands.append(self.expression(binding))
        make = tree.And if word == "and" else tree.Or
        return make(tuple(operands), left.start, operands[-1].end)

    def comparison(self, left: Node, word: str) -> Node:
        self.at += 1
        if word == "between":
            low = self.expression(_COMPARE)
            self.take("and")
            high = self.expression(_COMPARE)
            return tree.Between(left, low, high, left.start, high.end)
        if word == "in":
            tests = self.in_tests()
            return tree.In(left, tests, left.start, self.end())
        if word == "instance":
            self.take("of")
            type_name = self.type_name()
            return tree.InstanceOf(left, type_name, left.start, type_name.end)
        right = self.expression(_COMPARE)
        return tree.Compare(word, left, right, left.start, right.end)

    def in_tests(self) -> tuple[Node, ...]:
        """What follows `in`: one test, or tests parted by commas in brackets."""
        if self.texts[self.at] != "(" or self.kinds[self.at] == STRING:
            return (self.test(_COMPARE),)
        tests = self.bracket(allow_many=True)
        if len(tests) > 1 or isinstance(tests[0], tree.Test):
            return tests
        return (self.rest(tests[0], _COMPARE),)

    def test(self, power: int = 0) -> Node:
        """One positive unary test: an operator with its endpoint, or an expression."""
        word = self.texts[self.at]
        if word in COMPARISONS and self.kinds[self.at] == OPERATOR:
            start = self.starts[self.at]
            self.at += 1
            endpoint = self.expression(_COMPARE)
            return tree.Test(word, endpoint, start, endpoint.end)
        return self.expression(power)

    def unary_tests(self) -> Node:
        if self.texts[0] == "-" and self.kinds[1] == END:
            return tree.AnyTest(self.starts[0], self.starts[0] + 1)
        if self.kinds[0] == END:
            return tree.AnyTest(0, 0)
        negated = self.texts[0] == "not" and self.texts[1] == "(" and self.closes_last(1)
        if negated:
            self.at = 2
        tests = [self.test()]
        while self.met(","):
            tests.append(self.test())
        if negated:
            self.take(")")
        self.finish()
        return tree.UnaryTests(tuple(tests), negated, self.starts[0], self.end())

    def closes_last(self, opened: int) -> bool:
        """Whether the bracket at `opened` closes at the very end."""
        depth = 0
        for at in range(opened, len(self.texts)):
            if self.kinds[at] == OPERATOR:
                word = self.texts[at]
                depth += (word == "(") - (word == ")")
                if depth == 0:
                    return self.kinds[at + 1] == END
        return True

    # ------------------------------------------------------------------ what follows a value

    def postfix(self, left: Node, word: str) -> Node:
        self.at += 1
        if word == ".":
            name = self.member()
            return tree.Path(left, name, left.start, self.end())
        if word == "[":
            self.scopes.append(_ITEM)
            self.scopes.append(self.members)
            self.in_filter += 1
            condition = self.inner()
            self.in_filter -= 1
            del self.scopes[-2:]
            self.take("]")
            return tree.Filter(left, condition, left.start, self.end())
        return self.call(left)

    def member(self) -> str:
        if self.kinds[self.at] != NAME:
            raise self.unexpected("属性名")
        known = self.members.longest(self.texts, self.at)
        if known and (known[1] > 1 or self.next_is_not_word(self.at)):
            self.at += known[1]
            return known[0]
        return self.words_as_name()

    def call(self, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        if not self.met(")"):
            while True:
                name = self.label((":",))
                if (name is not None) != bool(names) and arguments:
                    raise self.fail("参数要么都写名称，要么都不写名称。")
                if name is not None:
                    names.append(name)
                arguments.append(self.inner())
                if not self.met(","):
                    break
            self.take(")", "“,”或“)”")
        return tree.Call(function, tuple(arguments), tuple(names), function.start, self.end())

    # ------------------------------------------------------------------ values

    def prefix(self) -> Node:
        at = self.at
        kind, word, start = self.kinds[at], self.texts[at], self.starts[at]
        if kind == NAME:
            return self.name(word, start)
        if kind == NUMBER:
            known = self.known_name()
            if known:
                return known
            self.at += 1
            return tree.Literal(number_literal(word), start, start + len(word))
        if kind == STRING:
            self.at += 1
            return tree.Literal(unescape(word), start, start + len(word))
        if kind == OPERATOR:
            return self.sign(word, start)
        raise self.unexpected("值、名称或“(”")

    def sign(self, word: str, start: int) -> Node:
        if word == "-":
            self.at += 1
            if self.kinds[self.at] == NUMBER and not self.known_name_here():
                self.at += 1
                value = number_literal(self.texts[self.at - 1])
                return tree.Literal(value if value is None else _minus(value), start, self.end())
            operand = self.expression(_POWER)
            return tree.Negate(operand, start, operand.end)
        if word == "(":
            (node,) = self.bracket(allow_many=False)
            return node
        if word in ("[", "]"):
            return self.square(word, start)
        if word == "{":
            return self.context(start)
        if word == "@":
            return self.at_literal(start)
        raise self.unexpected("值、名称或“(”")

    def bracket(self, *, allow_many: bool) -> tuple[Node, ...]:
        """What stands in `( )`: an expression, a test as a range, an open range, or (after `in`) several tests."""
        start = self.starts[self.at]
        self.at += 1
        saved, self.in_endpoint = self.in_endpoint, False
        first = self.test()
        if self.met(".."):
            self.in_endpoint = saved
            return (self.range_from(first, start, closed=False),)
        tests = [first]
        while allow_many and self.met(","):
            tests.append(self.test())
        self.take(")")
        self.in_endpoint = saved
        if isinstance(first, tree.Test) and len(tests) == 1:
            first = tree.Test(first.operator, first.endpoint, start, self.end())
            return (first,)
        return tuple(tests)

    def square(self, word: str, start: int) -> Node:
        """`[..]` ranges (also `]a..b[`) and lists."""
        self.at += 1
        if word == "[" and self.met("]"):
            return tree.ListLiteral((), start, self.end())
        saved, self.in_endpoint = self.in_endpoint, False
        first = self.test()
        if self.met(".."):
            self.in_endpoint = saved
            return self.range_from(first, start, closed=word == "[")
        if word == "]":
            raise self.unexpected("“..”")
        items = [first]
        while self.met(","):
            items.append(self.test())
        self.take("]", "“,”或“]”")
        self.in_endpoint = saved
        return tree.ListLiteral(tuple(items), start, self.end())

    def range_from(self, low: Node, start: int, *, closed: bool) -> Node:
        saved, self.in_endpoint = self.in_endpoint, True
        high = self.expression(_COMPARE)
        self.in_endpoint = saved
        word = self.texts[self.at]
        if word not in ("]", ")", "[") or self.kinds[self.at] == STRING:
            raise self.unexpected("“]”或“)”")
        self.at += 1
        return tree.RangeLiteral(low, high, closed, word == "]", start, self.end())

    def closes_range(self) -> bool:
        """Whether the `[` here ends a range (as in `[1..5[`) and does not begin a filter."""
        after = self.at + 1
        return self.kinds[after] == END or (self.kinds[after] != STRING and self.texts[after] in _AFTER_OPEN_END)

    def context(self, start: int) -> Node:
        self.at += 1
        entries: list[tuple[str, Node]] = []
        scope = Lexicon()
        self.scopes.append(scope)
        if not self.met("}"):
            while True:
                key = self.context_key()
                entries.append((key, self.inner()))
                scope.add(key)
                self.learn(key)
                if not self.met(","):
                    break
            self.take("}", "“,”或“}”")
        self.scopes.pop()
        return tree.ContextLiteral(tuple(entries), start, self.end())

    def context_key(self) -> str:
        key = self.label((":",))
        if key is None:
            raise self.unexpected("“名称: 值”")
        return key

    def learn(self, key: str) -> None:
        """A key written here may be asked for by path further on."""
        if len(key) > 1 and not key.isalnum():
            if self.members is self.names.lexicon("members"):
                self.members = Lexicon([*self.members.single.values()])
                for group in self.names.lexicon("members").longer.values():
                    for _, name in group:
                        self.members.add(name)
            self.members.add(key)

    def at_literal(self, start: int) -> Node:
        self.at += 1
        if self.kinds[self.at] != STRING:
            raise self.unexpected('文字，例如 @"2026-01-01"')
        self.at += 1
        text = unescape(self.texts[self.at - 1])
        return tree.Literal(at_literal(text), start, self.end())

    # ------------------------------------------------------------------ names and what begins with a word

    def name(self, word: str, start: int) -> Node:
        if word in KEYWORDS:
            found = self.known_name_here()
            if found is None or found[1] == 1:
                return self.keyword(word, start)
        found = self.known_name_here()
        if found is None:
            name = self.words_as_name()
        else:
            name, count = found
            self.at += count
        return tree.Name(name, start, self.ends[self.at - 1])

    def known_name_here(self) -> tuple[str, int] | None:
        """The longest name in scope that stands here, with its count of tokens; an inner scope wins over an outer."""
        texts, at = self.texts, self.at
        first = texts[at]
        name, count = None, 0
        for scope in self.scopes:
            if first in scope.longer:
                found = scope.longest(texts, at)
                if found is not None and found[1] > count:
                    name, count = found
            elif not count and first in scope.single:
                name, count = scope.single[first], 1
        return None if name is None else (name, count)

    def known_name(self) -> tree.Name | None:
        best = self.known_name_here()
        if best is None:
            return None
        start = self.starts[self.at]
        self.at += best[1]
        return tree.Name(best[0], start, self.end())

    def next_is_not_word(self, at: int) -> bool:
        return self.kinds[at + 1] != NAME or self.texts[at + 1] in KEYWORDS

    def words_as_name(self) -> str:
        """A run of words that no known name explains, read as one name."""
        first = self.at
        self.at += 1
        kinds, texts = self.kinds, self.texts
        while kinds[self.at] == NAME and texts[self.at] not in KEYWORDS:
            self.at += 1
        return texts[first] if self.at == first + 1 else " ".join(texts[first : self.at])

    def keyword(self, word: str, start: int) -> Node:
        self.at += 1
        if word in _CONSTANTS:
            return tree.Literal(_CONSTANTS[word], start, self.end())
        if word == "if":
            return self.if_(start)
        if word == "for":
            return self.for_(start)
        if word in ("some", "every"):
            return self.quantified(word, start)
        if word == "function":
            return self.function(start)
        self.at -= 1
        raise self.unexpected("值、名称或“(”")

    def if_(self, start: int) -> Node:
        branches: list[tuple[Node, Node]] = []
        while True:
            condition = self.expression()
            self.take("then")
            branches.append((condition, self.expression()))
            self.take("else")
            if self.texts[self.at] != "if" or self.kinds[self.at] != NAME or self.known_name_here():
                break
            self.at += 1
        otherwise = self.expression()
        return tree.If(tuple(branches), otherwise, start, otherwise.end)

    def iterations(self) -> tuple[tree.Iteration, ...]:
        """The iterators of for, some and every; their names stay in scope for the caller to take away."""
        scope = Lexicon(("partial",))
        self.scopes.append(scope)
        found: list[tree.Iteration] = []
        while True:
            start, first = self.starts[self.at], self.at
            while self.texts[self.at] != "in" and (
                self.kinds[self.at] in (NAME, NUMBER) or self.texts[self.at] in NAME_SIGNS
            ):
                self.at += 1
            if self.at == first or self.texts[self.at] != "in":
                raise self.unexpected("“名称 in 列表”")
            name = self.spelled(first, self.at)
            self.at += 1
            source = self.expression()
            last = self.expression() if self.met("..") else None
            found.append(tree.Iteration(name, source, last, start, self.end()))
            scope.add(name)
            if not self.met(","):
                return tuple(found)

    def for_(self, start: int) -> Node:
        iterations = self.iterations()
        self.take("return")
        body = self.expression()
        self.scopes.pop()
        return tree.For(iterations, body, start, body.end)

    def quantified(self, word: str, start: int) -> Node:
        iterations = self.iterations()
        self.take("satisfies")
        body = self.expression()
        self.scopes.pop()
        return tree.Quantified(word == "every", iterations, body, start, body.end)

    def function(self, start: int) -> Node:
        self.take("(")
        parameters: list[tree.Parameter] = []
        scope = Lexicon()
        if not self.met(")"):
            while True:
                parameters.append(self.parameter())
                scope.add(parameters[-1].name)
                if not self.met(","):
                    break
            self.take(")", "“,”或“)”")
        external = self.met("external")
        self.scopes.append(scope)
        body = self.expression()
        self.scopes.pop()
        return tree.FunctionLiteral(tuple(parameters), body, external, start, body.end)

    def parameter(self) -> tree.Parameter:
        start = self.starts[self.at]
        name = self.label((":", ",", ")"))
        if name is None:
            raise self.unexpected("参数名")
        type_name = self.type_name() if self.texts[self.at - 1] == ":" else None
        return tree.Parameter(name, type_name, start, self.end())

    # ------------------------------------------------------------------ types

    def type_name(self) -> tree.TypeName:
        self.enter()
        start = self.starts[self.at]
        if self.kinds[self.at] != NAME:
            raise self.unexpected("类型名")
        known = _TYPE_NAMES.longest(self.texts, self.at) or self.names.lexicon("types").longest(self.texts, self.at)
        if known:
            self.at += known[1]
            name = known[0]
        else:
            name = self.dotted_type()
        arguments: tuple[tree.TypeName, ...] = ()
        members: tuple[str, ...] = ()
        if name in ("list", "range", "context", "function") and self.met("<"):
            arguments, members = self.type_arguments(name)
        self.depth -= 1
        return tree.TypeName(name, arguments, members, start, self.end())

    def dotted_type(self) -> str:
        first = self.at
        self.at += 1
        while self.texts[self.at] == "." and self.kinds[self.at + 1] == NAME:
            self.at += 2
        return self.spelled(first, self.at)

    def type_arguments(self, name: str) -> tuple[tuple[tree.TypeName, ...], tuple[str, ...]]:
        arguments: list[tree.TypeName] = []
        members: list[str] = []
        while self.texts[self.at] != ">":
            if name == "context":
                members.append(self.context_key())
            arguments.append(self.type_name())
            if not self.met(","):
                break
        self.take(">")
        if name == "function":
            self.take("->")
            arguments.append(self.type_name())
        return tuple(arguments), tuple(members)


_ITEM = Lexicon(("item",))


def _minus(value: Decimal) -> Decimal:
    return value if value.is_zero() else value.copy_negate()
