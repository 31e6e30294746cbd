"""Core to Python's `ast`: the code generator.

    nodes.py      constructors of ast nodes
    generator.py  FunctionGen: the Python function under construction; destinations
    expr.py       table EXPR: Core expression -> ast expression (may emit statements first)
    control.py    table INTO: statement-like Core expressions (case, try...) into a place
    match.py      Matcher: patterns to conditions and bindings
    bifs.py       operators and BIFs that become inline Python
    bits.py       the bit syntax
    native_records.py  native records
    receive.py    receive: the scan of the mailbox, resume functions
    comprehensions.py  loops for generators
    outline.py    what would nest too deep becomes a function
    places.py     files that functions stand in
    module.py     the module around the functions

Almost every expression is one Python expression: a tail-call check is
`(run() if (r := f(x)) is TAIL else r)`, a checked addition `(r if type(r := x + y) is int else
arith(r))`. Only what has no expression form in Python emits statements into `g.block`; operands
that were generated before are then saved to temporaries first.

Hooks for bits.py (imported lazily by match.py/expr.py; all nodes are those of compiler/core.py):

    bits.construct(g, node: core.Bin) -> ast.expr
        A bit string expression. `g.exprs([...])` generates several operands in order (spilling
        what must be
        kept); `g.expr(e)` one; `g.temp()` a fresh local name; `g.emit(stmt)` adds a statement to
        `g.block`.
        `g.name(e)` generates e and returns an ast.Name or ast.Constant that may be used more than
        once.
        Failing at run time is the business of the support function (badarg).
    bits.match(g, m: Matcher, pattern: core.PBin, subject: ast.expr) -> None
        `subject` is an ast expression that is free to evaluate more than once (a local, or an
        index of one).
        m.test(cond)            the match goes on only if `cond` (an ast.expr, Python truth value)
        m.stmt(stmt)            a statement to run once everything tested so far holds
        m.bind(name, expr)      the Erlang variable gets its value (after all tests of this
        matcher, before the guard)
        m.bind_now(name, expr)  the same at once, because a later segment's size reads it
        m.match(pattern, expr)  match a sub-pattern against an expression (PVar, PLit, PBound,
        PAny, ...)
        Walrus conditions `type(t := expr) is X` are the usual way to keep a value; `g.temp()`
        gives t.
        Sizes are guard expressions: `g.guard_value(e)` gives an ast.expr; a failing size means no
        match (wrap in a
        support function or a test). A failing segment simply makes a test false.
    bits.generator(g, gen: core.Generator, inner: Callable[[], None]) -> None
        The loop over a binary generator `P <= Source` (`gen.kind == "binary"`, gen.strict for
        `<:=`), emitted
        into g.block; calls inner() once with g.block set to the block inside the loop where a
        value has matched.
        Use `with g.into(list_of_statements): inner()`. A list generator's loop in
        comprehensions.py is the model.
    bits.open_accumulator(g) -> str ; bits.accumulate(g, acc: str, body: core.Bin) ;
    bits.close_accumulator(g, acc) -> ast.expr
        `<< <<..>> || ... >>`: acc is the name of a local.
    bits.literal(node: core.Bin) -> bytes | None
        the value if all segments are literals that make whole bytes (used for constant folding);
        may return None.

Support functions that generated code calls live in erts/support/bits*.py; whatever is in its dict
`BITS: dict[str, object]`
is put into NAMESPACE under the same names (ast: `nodes.name("bits_append")`), so pick names with
the prefix `bits_`.
A matcher that needs several steps may keep its state (buffer, offset, end) in temporaries.

Positions: `g.pos(line)` returns keyword arguments (lineno etc.) for nodes that can raise;
`nodes.call(name, *args, **g.pos(line))`.
"""
