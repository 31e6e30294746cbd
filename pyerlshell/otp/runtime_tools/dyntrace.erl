%% Dynamic tracing (DTrace, SystemTap), on a runtime that was built without: there is nothing to tell,
%% and who tells gets `error' or the tag that he had.
%%
%% OTP: dyntrace
-module(dyntrace).

-export([available/0, p/0, p/1, p/2, p/3, p/4, p/5, p/6, p/7, p/8, pn/1, pn/2, pn/3, pn/4, pn/5, pn/6,
         pn/7, pn/8, pn/9, put_tag/1, get_tag/0, get_tag_data/0, spread_tag/1, restore_tag/1,
         user_trace_s1/1]).

-moduledoc "Dynamic tracing, which this runtime is built without.".

-doc "Whether there is dynamic tracing.".
-spec available() -> boolean().
available() -> false.

-doc "Tells an outside tracer up to four integers and four texts.".
-spec p() -> error.
p() -> error.

-doc #{equiv => p()}.
p(_) -> error.
-doc #{equiv => p()}.
p(A, B) -> told([A, B]).
-doc #{equiv => p()}.
p(A, B, C) -> told([A, B, C]).
-doc #{equiv => p()}.
p(A, B, C, D) -> told([A, B, C, D]).
-doc #{equiv => p()}.
p(A, B, C, D, E) -> told([A, B, C, D, E]).
-doc #{equiv => p()}.
p(A, B, C, D, E, F) -> told([A, B, C, D, E, F]).
-doc #{equiv => p()}.
p(A, B, C, D, E, F, G) -> told([A, B, C, D, E, F, G]).
-doc #{equiv => p()}.
p(A, B, C, D, E, F, G, H)
  when is_integer(A), is_integer(B), is_integer(C), is_integer(D) ->
    told([A, B, C, D, E, F, G, H]).

told(_) -> error.

-doc false.
pn(_) -> error.
-doc false.
pn(_, _) -> error.
-doc false.
pn(_, _, _) -> error.
-doc false.
pn(_, _, _, _) -> error.
-doc false.
pn(_, _, _, _, _) -> error.
-doc false.
pn(_, _, _, _, _, _) -> error.
-doc false.
pn(_, _, _, _, _, _, _) -> error.
-doc false.
pn(_, _, _, _, _, _, _, _) -> error.
-doc false.
pn(_, _, _, _, _, _, _, _, _) -> error.

-doc false.
user_trace_s1(_) -> error.

-doc "Tags what this process tells from now on; the tag before is the value.".
-spec put_tag(undefined | iodata()) -> binary() | undefined.
put_tag(undefined) -> undefined;
put_tag(Tag) ->
    _ = unicode:characters_to_binary(Tag),
    undefined.

-doc "The tag of this process.".
-spec get_tag() -> binary() | undefined.
get_tag() -> undefined.

-doc false.
get_tag_data() -> undefined.

-doc "Whether messages take the tag along; the value is for restore_tag/1.".
-spec spread_tag(boolean()) -> true | {non_neg_integer(), binary() | []}.
spread_tag(Spread) when is_boolean(Spread) -> true;
spread_tag(Other) -> erlang:error(badarg, [Other]).

-doc "Takes back spread_tag/1.".
-spec restore_tag(true | {non_neg_integer(), binary() | []}) -> true.
restore_tag(true) -> true;
restore_tag({Flags, Tag}) when is_integer(Flags), is_binary(Tag) orelse Tag =:= [] -> true;
restore_tag(Other) -> erlang:error(badarg, [Other]).
