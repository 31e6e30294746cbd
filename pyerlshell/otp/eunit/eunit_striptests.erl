%% A parse transform that leaves tests out, except for those that the module exports itself.
-module(eunit_striptests).

-export([parse_transform/2]).

-include("eunit_names.hrl").

parse_transform(Forms, Options) ->
    Exported = lists:append([NAs || {attribute, _, export, NAs} <- Forms]),
    [F || F <- Forms, not is_superfluous(F, Exported, Options)].

is_superfluous({function, _, ?WRAPPER, 1, _}, _Exported, _Options) -> true;
is_superfluous({function, _, Name, Arity, _}, Exported, Options) ->
    eunit_autoexport:is_test(Name, Arity, Options)
        andalso not lists:member({Name, Arity}, Exported);
is_superfluous(_, _, _) -> false.
