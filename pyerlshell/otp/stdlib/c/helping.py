"""What the commands are.

OTP: c, shell
"""

from __future__ import annotations

from pyerlshell.otp.stdlib.c.module import c, say
from pyerlshell.terms.atoms import a
from pyerlshell.terms.types import Term

SHELL_HELP = (
    ("b()", "display all variable bindings"),
    ("e(N)", "repeat the expression in query <N>"),
    ("exit()", "terminate the shell instance"),
    ("f()", "forget all variable bindings"),
    ("f(X)", "forget the binding of variable X"),
    ("ff()", "forget all locally defined functions"),
    ("ff(F,A)", "forget locally defined function named as atom F and arity A"),
    ("fl()", "forget all locally defined functions, types and records"),
    ("h()", "history"),
    ("h(Mod)", "help about module"),
    ("h(Mod,Func)", "help about function in module"),
    ("h(Mod,Func,Arity)", "help about function with arity in module"),
    ("lf()", "list locally defined functions"),
    ("lr()", "list locally defined records"),
    ("lt()", "list locally defined types"),
    ("rd(R,D)", "define a record"),
    ("rf()", "remove all record information"),
    ("rf(R)", "remove record information about R"),
    ("rl()", "display all record information"),
    ("rl(R)", "display record information about R"),
    ("rp(Term)", "display Term using the shell's record information"),
    ("rr(File)", "read record information from File (wildcards allowed)"),
    ("rr(F,R)", "read selected record information from file(s)"),
    ("rr(F,R,O)", "read selected record information with options"),
    ("tf()", "forget all locally defined types"),
    ("tf(T)", "forget locally defined type named as atom T"),
    ("v(N)", "use the value of query <N>"),
    ("catch_exception(B)", "how exceptions are handled"),
    ("history(N)", "set how many previous commands to keep"),
    ("results(N)", "set how many previous command results to keep"),
    (
        "save_module(FilePath)",
        "save all locally defined functions, types and records to a file",
    ),
)
C_HELP = (
    ("bt(Pid)", "stack backtrace for a process"),
    ("c(Mod)", "compile and load module or file <Mod>"),
    ("cd(Dir)", "change working directory"),
    ("flush()", "flush any messages sent to the shell"),
    ("h(M)", "module documentation"),
    ("h(M,F)", "module function documentation"),
    ("h(M,F,A)", "module function arity documentation"),
    ("hcb(Mod)", "help about a module's callbacks"),
    ("hcb(Mod,CB)", "help about callback in module"),
    ("hcb(Mod,CB,Arity)", "help about callback with arity in module"),
    ("ht(Mod)", "help about a module's types"),
    ("ht(Mod,Type)", "help about type in module"),
    ("ht(Mod,Type,Arity)", "help about type with arity in module"),
    ("help()", "help info"),
    ("i()", "information about the system"),
    ("i(X,Y,Z)", "deprecated alias for pi(X,Y,Z)"),
    ("l(Module)", "load or reload module"),
    ("lc([File])", "compile a list of Erlang modules"),
    ("lm()", "load all modified modules"),
    ("ls()", "list files in the current directory"),
    ("ls(Dir)", "list files in directory <Dir>"),
    ("m()", "which modules are loaded"),
    ("m(Mod)", "information about module <Mod>"),
    ("memory()", "memory allocation information"),
    ("memory(T)", "memory allocation information of type <T>"),
    ("mm()", "list all modified modules"),
    ("nc(File)", "compile and load code in <File> on all nodes"),
    ("ni()", "information about the networked system"),
    ("nl(Module)", "load module on all nodes"),
    ("nregs()", "information about all registered processes"),
    ("pi(Pid)", "information about process <Pid>"),
    ("pi(X,Y,Z)", "information about pid <X,Y,Z>"),
    ("pid(X,Y,Z)", "convert X,Y,Z to a Pid"),
    ("pwd()", "print working directory"),
    ("q()", "quit - shorthand for init:stop()"),
    ("regs()", "information about registered processes"),
    ("uptime()", "print node uptime"),
    ("xm(M)", "cross reference check a module"),
    ("y(File)", "generate a Yecc parser"),
)


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    return "".join([f"{call:<10} -- {text}\n" for call, text in rows])


@c.export("help/0", "() -> true")
def help_() -> Term:
    """Print the commands of the shell."""
    say("** shell internal commands **\n" + _table(SHELL_HELP))
    say(_table(C_HELP))
    say("** commands in module i (interpreter interface) **\n")
    say("ih()       -- print help for the i module\n")
    return a.true


@c.export("ih/0", "() -> ok")
def ih() -> Term:
    """Tell about module i, the interface of the debugger's interpreter, which is not here."""
    say("The commands of module i belong to the debugger, which pyerlshell does not have.\n")
    return a.ok
