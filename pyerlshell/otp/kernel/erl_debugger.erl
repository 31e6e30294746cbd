%% What a debugger of the emulator would be built on. The emulator has it only if it is started with +D,
%% which ours is never: so every function but supported/0 is one that is not there.
-module(erl_debugger).

-export([supported/0, instrumentations/0, toggle_instrumentations/1, register/1, unregister/2,
         whereis/0, breakpoint/3, breakpoints/1, breakpoints/3, stack_frames/2,
         peek_stack_frame_slot/4, xregs_count/1, peek_xreg/3]).

-compile({no_auto_import, [register/2, unregister/1, whereis/1]}).

-moduledoc "Low-level functions for debuggers, of an emulator that was started with `+D`.".

-doc "Whether the emulator can be debugged: it cannot.".
-spec supported() -> boolean().
supported() -> false.

-doc "What is added to modules when they are loaded.".
-spec instrumentations() -> #{line_breakpoint => boolean()}.
instrumentations() -> error(undef).

-doc "Changes what is added to modules when they are loaded.".
-spec toggle_instrumentations(#{line_breakpoint => boolean()}) -> ok.
toggle_instrumentations(_Toggle) -> error(undef).

-doc "Makes a process the debugger of the node: `{ok, Session}`.".
-spec register(pid()) -> {ok, integer()} | {error, already_exists}.
register(_Pid) -> error(undef).

-doc "Takes back register/1.".
-spec unregister(pid(), integer()) -> ok.
unregister(_Pid, _Session) -> error(undef).

-doc "The process that is the debugger.".
-spec whereis() -> undefined | pid().
whereis() -> error(undef).

-doc "Sets or clears a breakpoint on a line.".
-spec breakpoint(module(), pos_integer(), boolean()) -> ok | {error, term()}.
breakpoint(_Module, _Line, _Flag) -> error(undef).

-doc "The lines of a module that can have breakpoints, for each function, and whether they have.".
-spec breakpoints(module()) -> {ok, map()} | {error, term()}.
breakpoints(_Module) -> error(undef).

-doc "The lines of a function that can have breakpoints, and whether they have.".
-spec breakpoints(module(), atom(), arity()) -> {ok, map()} | {error, term()}.
breakpoints(_Module, _Function, _Arity) -> error(undef).

-doc "The frames of the stack of a suspended process, with terms of at most that size.".
-spec stack_frames(pid(), non_neg_integer()) -> running | [tuple()].
stack_frames(_Pid, _MaxTermSize) -> error(undef).

-doc "One slot of a frame of a suspended process.".
-spec peek_stack_frame_slot(pid(), pos_integer(), non_neg_integer(), non_neg_integer()) -> term().
peek_stack_frame_slot(_Pid, _FrameNo, _Slot, _MaxSize) -> error(undef).

-doc "How many registers a suspended process uses.".
-spec xregs_count(pid()) -> running | non_neg_integer().
xregs_count(_Pid) -> error(undef).

-doc "The value of a register of a suspended process.".
-spec peek_xreg(pid(), non_neg_integer(), non_neg_integer()) -> term().
peek_xreg(_Pid, _Register, _MaxSize) -> error(undef).
