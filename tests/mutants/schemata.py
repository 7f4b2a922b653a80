"""Puts many mutants into one source file: each is asleep until its number is chosen at run time.

All that is done to the text is insertion, so that mutants may lie inside each other: a mutated expression
becomes `(if mutant(7) { mutated } else { original })`, and the mutants within it live in the original. So an
operator keeps its operands: `a && b && c` becomes `(a || b) && c`, where a change of the text alone would make
`a || (b && c)` of it.
"""

from dataclasses import dataclass

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))


class NotExpressible(Exception):
    """This mutant cannot sleep beside others: it is to be tried in a build of its own."""


@dataclass
class Mutant:
    """One change that cargo-mutants proposes; `start` and `end` are bytes of the file."""

    number: int
    file: str
    name: str
    genre: str
    start: int
    end: int
    replacement: str


@dataclass
class Wrap:
    """What is inserted before and after a piece of the text for one mutant."""

    number: int
    start: int
    end: int
    before: str
    after: str


def instrument(source, mutants):
    """The file with its mutants asleep, where each lies in it, and those that cannot sleep.

    A mutant lies in the result wherever a compiler error would be its fault.
    """
    tree = PARSER.parse(source)
    wraps, constants, alone = [], set(), []
    for mutant in mutants:
        try:
            constants |= constant_functions(tree.root_node, mutant)
            wraps.append(wrap(source, tree.root_node, mutant))
        except NotExpressible:
            alone.append(mutant)
    text = bytearray(source)
    for start in constants:
        # A constant function cannot ask who is awake; none of these is called in a constant.
        text[start : start + len(b"const")] = b"     "
    return *insert(bytes(text), wraps), alone


def wrap(source, root, mutant):
    """How one mutant is written into the text."""
    awake = f"crate::mutant({mutant.number})"
    node = root.descendant_for_byte_range(mutant.start, mutant.end)
    if mutant.genre == "FnValue":
        function = climb(node, "function_item")
        body, returns = (function.child_by_field_name(name) for name in ("body", "return_type"))
        if returns is not None and returns.text.startswith(b"impl Iterator"):
            # Whatever it returns is of one type: a box of either.
            last = body.named_children[-1]
            kind = returns.text.decode().replace("impl", "dyn", 1)
            boxed = f"{{ let either: Box<{kind}> = "
            before = f"{boxed}if {awake} {{ Box::new({mutant.replacement}) }} else {{ Box::new("
            return Wrap(mutant.number, last.start_byte, last.end_byte, before, ") }; either }")
        inside = body.start_byte + 1
        returned = f" if {awake} {{ return {mutant.replacement}; }}"
        return Wrap(mutant.number, inside, inside, returned, "")
    if mutant.genre in ("BinaryOperator", "UnaryOperator"):
        whole = node.parent
        if whole.type not in EXPRESSIONS:
            raise NotExpressible
        mutated = (
            source[whole.start_byte : mutant.start].decode()
            + mutant.replacement
            + source[mutant.end : whole.end_byte].decode()
        )
        before = f"(if {awake} {{ {mutated} }} else {{ "
        return Wrap(mutant.number, whole.start_byte, whole.end_byte, before, " })")
    arm = climb(root.descendant_for_byte_range(mutant.start, mutant.start), "match_arm")
    pattern = arm.child_by_field_name("pattern")
    guard = pattern.child_by_field_name("condition")
    if mutant.genre == "MatchArm" and guard is None:
        return Wrap(mutant.number, pattern.end_byte, pattern.end_byte, f" if !{awake}", "")
    if guard is None or guard.type in ("let_chain", "let_condition"):
        raise NotExpressible
    if mutant.genre == "MatchArm" or mutant.replacement == "false":
        return Wrap(mutant.number, guard.start_byte, guard.end_byte, f"!{awake} && (", ")")
    if mutant.genre == "MatchArmGuard" and mutant.replacement == "true":
        return Wrap(mutant.number, guard.start_byte, guard.end_byte, f"{awake} || (", ")")
    raise NotExpressible


EXPRESSIONS = ("binary_expression", "unary_expression", "compound_assignment_expr")


def climb(node, kind):
    """The innermost node of this kind around, or at, a node."""
    while node is not None and node.type != kind:
        node = node.parent
    if node is None:
        raise NotExpressible
    return node


def constant_functions(root, mutant):
    """Where the word `const` of the function around a mutant begins, if it is a constant one."""
    node = root.descendant_for_byte_range(mutant.start, mutant.end)
    function = climb(node, "function_item")
    modifiers = (part for part in function.children if part.type == "function_modifiers")
    return {
        word.start_byte for part in modifiers for word in part.children if word.type == "const"
    }


def insert(source, wraps):
    """The text with all insertions, and for each mutant the bytes of the result that are its fault."""
    # At one place: what ends, the innermost first; then what begins, the outermost first.
    ends = [(w.end, 0, -w.start, -order, w) for order, w in enumerate(wraps) if w.after]
    starts = [(w.start, 1, -w.end, order, w) for order, w in enumerate(wraps)]
    result, taken, faults = bytearray(), 0, []
    for place, begins, _, _, wrap in sorted(starts + ends, key=lambda event: event[:4]):
        result += source[taken:place]
        taken = place
        if begins:
            faults.append((wrap.number, len(result), len(result) + len(wrap.before.encode())))
        result += (wrap.before if begins else wrap.after).encode()
    return bytes(result + source[taken:]), faults
