%% Tables of ets as query handles.
%%
%% OTP: ets (table/1, table/2)
-module(ets_query).
-moduledoc false.

-export([table/2]).

table(Tab, Options) ->
    case options(Options, select, 100) of
        badarg -> badarg;
        {Traverse, N} ->
            qlc:table(traversal(Traverse, Tab, N),
                      [{pre_fun, fun(_) -> ets:safe_fixtable(Tab, true) end},
                       {post_fun, fun() -> ets:safe_fixtable(Tab, false) end},
                       {info_fun, fun(Item) -> info(Tab, Item) end},
                       {format_fun, fun(How) -> text(How, Tab, Options) end},
                       {key_equality, equality(Tab)},
                       {lookup_fun, lookup(Traverse, Tab)}])
    end.

options(Options, Traverse, N) when not is_list(Options) -> options([Options], Traverse, N);
options([{n_objects, default} | Options], Traverse, _) -> options(Options, Traverse, 100);
options([{n_objects, N} | Options], Traverse, _) when is_integer(N), N > 0 ->
    options(Options, Traverse, N);
options([{traverse, How} | Options], _, N)
  when How =:= select; How =:= first_next; How =:= last_prev -> options(Options, How, N);
options([{traverse, {select, Spec}} | Options], _, N) -> options(Options, {select, Spec}, N);
options([], Traverse, N) -> {Traverse, N};
options(_, _, _) -> badarg.

traversal(first_next, Tab, _) -> fun() -> from_key(Tab, ets:first(Tab), fun ets:next/2) end;
traversal(last_prev, Tab, _) -> fun() -> from_key(Tab, ets:last(Tab), fun ets:prev/2) end;
traversal(select, Tab, N) -> fun(Spec) -> selected(ets:select(Tab, Spec, N)) end;
traversal({select, Spec}, Tab, N) -> fun() -> selected(ets:select(Tab, Spec, N)) end.

from_key(_, '$end_of_table', _) -> [];
from_key(Tab, Key, Next) -> ets:lookup(Tab, Key) ++ fun() -> from_key(Tab, Next(Tab, Key), Next) end.

selected('$end_of_table') -> [];
selected({Values, Cont}) -> Values ++ fun() -> selected(ets:select(Cont)) end.

info(Tab, num_of_objects) -> ets:info(Tab, size);
info(Tab, keypos) -> ets:info(Tab, keypos);
info(Tab, is_unique_objects) -> ets:info(Tab, type) =/= duplicate_bag;
info(Tab, is_sorted_key) -> ets:info(Tab, type) =:= ordered_set;
info(_, _) -> undefined.

equality(Tab) ->
    case ets:info(Tab, type) of
        ordered_set -> '==';
        _ -> '=:='
    end.

lookup({select, _}, _) -> undefined;
lookup(_, Tab) ->
    fun(_, [Key]) -> ets:lookup(Tab, Key);
       (_, Keys) -> lists:append([ets:lookup(Tab, Key) || Key <- Keys])
    end.

text({all, _, _}, Tab, []) -> {ets, table, [Tab]};
text({all, _, _}, Tab, Options) -> {ets, table, [Tab, Options]};
text({match_spec, Spec}, Tab, Options) when is_list(Options) ->
    {ets, table, [Tab, [{traverse, {select, Spec}} | Options]]};
text({match_spec, Spec}, Tab, Option) -> text({match_spec, Spec}, Tab, [Option]);
text({lookup, _, [Key], _, Element}, Tab, _) ->
    io_lib:format("~w:lookup(~s, ~w)", [ets, name(Tab), Element(Key)]);
text({lookup, _, Keys, _, Element}, Tab, _) ->
    io_lib:format("lists:flatmap(fun(V) -> ~w:lookup(~s, V) end, ~w)",
                  [ets, name(Tab), [Element(Key) || Key <- Keys]]).

name(Tab) when is_reference(Tab) -> io_lib:format("list_to_ref(\"~w\")", [Tab]);
name(Tab) -> io_lib:write(Tab).
