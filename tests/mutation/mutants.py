"""Mutants: one small change each to a function of the product, as a person might get it wrong.

A mutant is found in the text of a module and put in the place of the living function, so nothing is
imported anew. What stands outside functions (policy values, tables, enumerations, defaults) is
not changed: that is compared with the contract word by word in `tests/architecture`.
"""

import ast
import copy
import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

KINDS = (
    "refusal",
    "boundary",
    "compare",
    "logic",
    "branch",
    "fold",
    "number",
    "arithmetic",
    "call",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Change = tuple[ast.Module, ast.AST, ast.AST]
"""The module, the node in it, and what takes the node's place."""

_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
_FOLDS = {"any": "all", "all": "any", "min": "max", "max": "min"}
_REFUSING = {"broken", "lacks", "refuse"}


@dataclass(frozen=True)
class Mutant:
    """One change. `lines` are those of the statement it stands in, `function` where that lies."""

    file: str
    line: int
    kind: str
    what: str
    function: str
    lines: tuple[int, int]
    span: tuple[int, int]
    words: str
    """The docstring of the function and the text of the statement: what rules it speaks of."""
    around: str
    """The docstrings of module and class."""
    change: Change = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.what}"

    def code(self) -> CodeType:
        """The function's code with the change in it."""
        changed = compile(self.module(), self.file, "exec", dont_inherit=True)
        return _code_of(changed, self.function)

    def module(self) -> ast.Module:
        """The whole module with the change in it."""
        return _replaced(*self.change)


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source, filename=file)
    for qualified, function, around in _functions(tree, "", ast.get_docstring(tree) or ""):
        docstring = ast.get_docstring(function) or ""
        closes = any(
            isinstance(n, Function | ast.Lambda) for n in ast.walk(function) if n is not function
        )
        for statement in _statements(function):
            for kind, place, changed in _changes(statement):
                what = f"{_short(place)} → {_short(changed)}"
                if isinstance(place, ast.BoolOp):
                    left_out = _left_out(place, changed)
                    what = f"without “{_short(left_out)}”"
                    changed = _deaf_to(place, left_out) if closes else changed
                yield Mutant(
                    file=file,
                    line=getattr(place, "lineno", statement.lineno),
                    kind=kind,
                    what=what,
                    function=qualified,
                    lines=(statement.lineno, _last_line(statement)),
                    span=(function.lineno, function.end_lineno or function.lineno),
                    words=f"{docstring} {ast.unparse(statement)}",
                    around=around,
                    change=(tree, place, changed),
                )


def put_in(mutant: Mutant, root: Path) -> bool:
    """Let every living function of that place run the mutant's code; False if there is none.

    Functions made inside it before (a check built at import, say) are changed with it.
    """
    codes = {
        (str(root / mutant.file), code.co_qualname, code.co_firstlineno): code
        for code in _with_inner(mutant.code())
    }
    living = [
        (thing, codes[_place_of(thing.__code__)])
        for thing in gc.get_objects()
        if isinstance(thing, FunctionType) and _place_of(thing.__code__) in codes
    ]
    if not living or any(one.__code__.co_freevars != code.co_freevars for one, code in living):
        return False
    for one, code in living:
        one.__code__ = code
    return True


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _with_inner(part)


def forget(folder: str) -> None:
    """Empty the caches of the functions under a folder: they answer for the unchanged code."""
    for thing in gc.get_objects():
        if isinstance(thing, _lru_cache_wrapper) and thing.__module__.startswith(f"{folder}."):
            thing.cache_clear()


def _place_of(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _functions(node: ast.AST, prefix: str, around: str) -> Iterator[tuple[str, Function, str]]:
    """Functions and methods with qualified names and the docstrings around them.

    What is nested in a function stays with it.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield f"{prefix}{child.name}", child, around
        elif isinstance(child, ast.ClassDef):
            inner = f"{around} {ast.get_docstring(child) or ''}"
            yield from _functions(child, f"{prefix}{child.name}.", inner)


def _statements(function: Function) -> Iterator[ast.stmt]:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    for outer in body:
        for node in ast.walk(outer):
            if isinstance(node, ast.stmt) and not isinstance(node, Function):
                yield node


def _last_line(statement: ast.stmt) -> int:
    """The last line of the statement's own words, without the block under it."""
    own = [n for n in _own_nodes(statement) if isinstance(n, ast.expr)]
    return max([statement.lineno, *(node.end_lineno or 0 for node in own)])


def _own_nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement that do not belong to a statement inside it."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield from _own_nodes(child)


def _changes(statement: ast.stmt) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """(kind, the node, what takes its place) for every change of one statement."""
    if isinstance(statement, ast.Raise):
        yield "refusal", statement, ast.Pass()
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        name = _called(statement.value)
        yield ("refusal" if name in _REFUSING else "call"), statement, ast.Pass()
    for node in _own_nodes(statement):
        yield from _changes_of(node)


def _changes_of(node: ast.AST) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp(values=values):
            for n in range(len(values)):
                rest = [*values[:n], *values[n + 1 :]]
                left = rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)
                yield "logic", node, left
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "logic", node, operand
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield from _turned(test)
        case ast.comprehension(ifs=conditions):
            for condition in conditions:
                yield from _turned(condition)
        case ast.match_case(guard=ast.expr() as guard):
            yield from _turned(guard)
        case ast.Call(func=ast.Name(id=called)) if called in _FOLDS:
            changed = copy.deepcopy(node)
            changed.func = ast.Name(id=_FOLDS[called], ctx=ast.Load())
            yield "fold", node, changed
        case ast.Constant(value=bool(value)):
            yield "number", node, ast.Constant(value=not value)
        case ast.Constant(value=int(value)):
            yield "number", node, ast.Constant(value=value + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            changed_op = _ARITHMETIC[type(op)]()
            yield "arithmetic", node, ast.BinOp(left=left, op=changed_op, right=right)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    for n, op in enumerate(node.ops):
        for kind, table in (("boundary", _BOUNDARY), ("compare", _OPPOSITE)):
            other = table.get(type(op))
            if other is not None:
                ops = [*node.ops[:n], other(), *node.ops[n + 1 :]]
                changed = ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
                yield kind, node, changed


def _left_out(whole: ast.BoolOp, left: ast.AST) -> ast.expr:
    """The operand that the change takes away."""
    kept = left.values if isinstance(left, ast.BoolOp) and left.op is whole.op else [left]
    return next(operand for operand in whole.values if operand not in kept)


def _deaf_to(whole: ast.BoolOp, operand: ast.expr) -> ast.BoolOp:
    """The operand stands there and decides nothing: a closure keeps the names it closes over."""
    is_and = isinstance(whole.op, ast.And)
    other, neutral = (ast.Or(), True) if is_and else (ast.And(), False)
    deaf = ast.BoolOp(op=other, values=[ast.Constant(value=neutral), operand])
    values = [deaf if value is operand else value for value in whole.values]
    return ast.BoolOp(op=whole.op, values=values)


def _turned(test: ast.expr) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    """A condition without an operator of its own, turned round."""
    if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr):
        yield "branch", test, ast.UnaryOp(op=ast.Not(), operand=test)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


class _Replacing(ast.NodeTransformer):
    def __init__(self, place: ast.AST, changed: ast.AST) -> None:
        self._place, self._changed = place, changed

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self._place:
            return ast.copy_location(self._changed, node)
        fields = {name: self._visited(value) for name, value in ast.iter_fields(node)}
        return ast.copy_location(type(node)(**fields), node)

    def _visited(self, value: object) -> object:
        if isinstance(value, ast.AST):
            return self.visit(value)
        return [self._visited(item) for item in value] if isinstance(value, list) else value


def _replaced(tree: ast.Module, place: ast.AST, changed: ast.AST) -> ast.Module:
    """The module with the change; the tree given stays as it is."""
    replaced = _Replacing(place, changed).visit(tree)
    assert isinstance(replaced, ast.Module)
    return ast.fix_missing_locations(replaced)


def _code_of(code: CodeType, qualified: str) -> CodeType:
    """The code object of the function inside that of its module."""
    for part in code.co_consts:
        if isinstance(part, CodeType):
            if part.co_qualname == qualified:
                return part
            if qualified.startswith(f"{part.co_qualname}."):
                return _code_of(part, qualified)
    raise LookupError(qualified)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 200 else f"{text[:199]}…"
