"""Why a native function refused its arguments: `*** argument 1: not an atom`.

`kinds` says of a value what it is not, `tables` what each function wants, `explain` puts them
together; `processes`, `ets` and `arrays` have rules of their own. All of it runs after the
failure, from the stack trace; `erl_erts_errors` and its sisters are the entrances.
"""
