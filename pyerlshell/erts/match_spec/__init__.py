"""Match specifications: small programs that choose among tuples, or among traced calls.

spec         a whole specification, checked and compiled once, run often
patterns     the head of a clause: does it match, what do the variables get
expressions  guards and bodies
forms        what may be called in them: functions, special forms, those of tracing
"""
