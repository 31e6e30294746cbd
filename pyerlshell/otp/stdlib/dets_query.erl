%% A table as qlc sees it: its objects one part after the other, those of a key, and what is known of it.
%%
%% OTP: dets (table/2)
-module(dets_query).
-moduledoc false.

-export([options/1, handle/4]).

%% {How, N}, or badarg.
options(Options) -> table_options(Options, select, default).

table_options(Options, Traverse, N) when not is_list(Options) ->
    table_options([Options], Traverse, N);
table_options([{n_objects, default} | Options], Traverse, _) ->
    table_options(Options, Traverse, default);
table_options([{n_objects, N} | Options], Traverse, _) when is_integer(N), N >= 1 ->
    table_options(Options, Traverse, N);
table_options([{traverse, How} | Options], _, N) when How =:= select; How =:= first_next ->
    table_options(Options, How, N);
table_options([{traverse, {select, Spec}} | Options], _, N) ->
    table_options(Options, {select, Spec}, N);
table_options([], Traverse, N) -> {Traverse, N};
table_options(_, _, _) -> badarg.

handle(Traverse, N, Tab, Options) ->
    qlc:table(traversal(Traverse, Tab, N),
              [{pre_fun, fun(_) -> dets:safe_fixtable(Tab, true) end},
               {post_fun, fun() -> dets:safe_fixtable(Tab, false) end},
               {info_fun, fun(Item) -> table_info(Tab, Item) end},
               {format_fun, fun(How) -> table_text(How, Tab, Options) end},
               {key_equality, '=:='},
               {lookup_fun, table_lookup(Traverse, Tab)}]).

traversal(first_next, Tab, _) -> fun() -> from_key(Tab, dets:first(Tab)) end;
traversal(select, Tab, N) -> fun(Spec) -> selected(dets:select(Tab, Spec, N)) end;
traversal({select, Spec}, Tab, N) -> fun() -> selected(dets:select(Tab, Spec, N)) end.

from_key(_, '$end_of_table') -> [];
from_key(Tab, Key) ->
    case dets:lookup(Tab, Key) of
        Objs when is_list(Objs) -> Objs ++ fun() -> from_key(Tab, dets:next(Tab, Key)) end;
        Error -> exit(Error)
    end.

selected('$end_of_table') -> [];
selected({Values, Cont}) when is_list(Values) -> Values ++ fun() -> selected(dets:select(Cont)) end;
selected(Error) -> Error.

table_info(Tab, num_of_objects) -> dets:info(Tab, size);
table_info(Tab, keypos) -> dets:info(Tab, keypos);
table_info(Tab, is_unique_objects) -> dets:info(Tab, type) =/= duplicate_bag;
table_info(_, _) -> undefined.

table_lookup({select, _}, _) -> undefined;
table_lookup(_, Tab) ->
    fun(_, [Key]) -> dets:lookup(Tab, Key);
       (_, Keys) -> dets:lookup_keys(Tab, Keys)
    end.

table_text({all, _, _}, Tab, []) -> {dets, table, [Tab]};
table_text({all, _, _}, Tab, Options) -> {dets, table, [Tab, Options]};
table_text({match_spec, Spec}, Tab, Options) when is_list(Options) ->
    {dets, table, [Tab, [{traverse, {select, Spec}} | Options]]};
table_text({match_spec, Spec}, Tab, Option) ->
    table_text({match_spec, Spec}, Tab, [Option]);
table_text({lookup, _, [Key], _, Element}, Tab, _) ->
    io_lib:format("~w:lookup(~w, ~w)", [dets, Tab, Element(Key)]);
table_text({lookup, _, Keys, _, Element}, Tab, _) ->
    io_lib:format("lists:flatmap(fun(V) -> ~w:lookup(~w, V) end, ~w)",
                  [dets, Tab, [Element(Key) || Key <- Keys]]).

