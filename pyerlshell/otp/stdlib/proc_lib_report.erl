%% The crash report of a process started by proc_lib: what it collects, and its text.
%%
%% A report is [Own, Neighbours]. Own is a list of {Tag, Value}; neighbours are the processes that a
%% crash takes along, that is all that are linked to the crashed one, directly or through others,
%% and do not trap exits.
-module(proc_lib_report).

-export([log/4, format/2]).

-define(MAX_NEIGHBOURS, 15).

log(Class, Reason, InitialCall, Stack) ->
    Own = initial_call(InitialCall) ++ own_info(Class, Reason, Stack),
    Neighbours = [{neighbour, Info} || Pid <- neighbours(self()), Info <- neighbour_info(Pid)],
    logger:log(error,
               #{label => {proc_lib, crash}, report => [Own, Neighbours]},
               #{domain => [otp, sasl],
                 mfa => {proc_lib, crash_report, 4},
                 report_cb => fun proc_lib:report_cb/2,
                 logger_formatter => #{title => "CRASH REPORT"},
                 error_logger => #{tag => error_report, type => crash_report}}).

%%% What is collected

initial_call(false) -> [];
initial_call(Call) -> [{initial_call, Call}].

own_info(Class, Reason, Stack) ->
    Self = self(),
    [{pid, Self},
     registered_name(Self),
     {process_label, get('$process_label')},
     {error_info, {Class, Reason, Stack}},
     {ancestors, ancestors(get())},
     process_info(Self, message_queue_len),
     process_info(Self, messages),
     process_info(Self, links),
     {dictionary, users_part(get())}
     | [process_info(Self, Item) || Item <- [trap_exit, status, heap_size, stack_size, reductions]]].

registered_name(Pid) ->
    case process_info(Pid, registered_name) of
        {registered_name, _} = Name -> Name;
        _ -> {registered_name, []}
    end.

ancestors(Dict) -> proplists:get_value('$ancestors', Dict, []).

users_part(Dict) ->
    Ours = ['$ancestors', '$initial_call', '$process_label'],
    [{Key, Value} || {Key, Value} <- Dict, not lists:member(Key, Ours)].

%% [] when the process has died meanwhile.
neighbour_info(Pid) ->
    case process_info(Pid, dictionary) of
        {dictionary, Dict} ->
            try
                [[{pid, Pid},
                  registered_name(Pid),
                  {process_label, proplists:get_value('$process_label', Dict)},
                  neighbours_call(Pid, Dict),
                  {_, _} = process_info(Pid, current_function),
                  {ancestors, ancestors(Dict)}
                  | [{_, _} = process_info(Pid, Item)
                     || Item <- [message_queue_len, links, trap_exit, status, heap_size,
                                 stack_size, reductions, current_stacktrace]]]]
            catch
                error:{badmatch, undefined} -> []
            end;
        _ ->
            []
    end.

neighbours_call(Pid, Dict) ->
    case proplists:get_value('$initial_call', Dict) of
        {_, _, _} -> {initial_call, proc_lib:initial_call([{dictionary, Dict}])};
        _ -> {_, _} = process_info(Pid, initial_call)
    end.

neighbours(Pid) ->
    lists:delete(Pid, visit(linked(Pid), ?MAX_NEIGHBOURS, [Pid])).

%% Breadth first; the newest found stands first in Seen.
visit([Pid | Rest], Left, Seen) when Left > 0 ->
    case lists:member(Pid, Seen) of
        true -> visit(Rest, Left, Seen);
        false -> visit(Rest ++ linked(Pid), Left - 1, [Pid | Seen])
    end;
visit(_, _, Seen) ->
    Seen.

linked(Pid) ->
    case process_info(Pid, links) of
        {links, Links} ->
            [Link || Link <- Links, is_pid(Link), node(Link) =:= node(),
                     process_info(Link, trap_exit) =:= {trap_exit, false}];
        _ ->
            []
    end.

%%% The text. Where it may have so many characters only, a third of them is for the reason, and the
%%% other items have an equal part each of the rest; of neighbours there are only the pids.

format([Own, Neighbours], #{chars_limit := unlimited} = Config) ->
    joined([own_text(Own, unlimited, Config), neighbours_text(Neighbours, Config)], Config);
format([Own, Neighbours], #{chars_limit := Limit} = Config) ->
    Pids = [Pid || {neighbour, [{pid, Pid} | _]} <- Neighbours],
    Share = max(Limit, 1) * 2 div (3 * max(1, length(Own))),
    Linked = [indent("  ", Config), "neighbours: ", print(Pids, Share, Config)],
    joined([own_text(Own, {Share, Limit - string:length(Linked)}, Config), Linked], Config).

joined(Parts, #{single_line := true}) -> ["crasher: ", lists:join("; ", Parts)];
joined(Parts, _) -> ["  crasher:\n", lists:join("\n", Parts)].

separator(#{single_line := true}) -> ", ";
separator(_) -> "\n".

indent(_Indent, #{single_line := true}) -> "";
indent(Indent, _) -> Indent.

own_text(Items, Limit, Config) when is_list(Items) ->
    {Before, After} = lists:splitwith(fun(Item) -> not is_error_info(Item) end, Items),
    Share = case Limit of {PerItem, _} -> PerItem; unlimited -> unlimited end,
    First = tags(Before, "    ", Share, Config),
    case After of
        [{error_info, {Class, Reason, Stack}} | Rest] ->
            Last = tags(Rest, "    ", Share, Config),
            Left = case Limit of
                       {_, All} -> max(1, All - string:length([First, Last]));
                       unlimited -> unlimited
                   end,
            lists:join(separator(Config),
                       First ++ [exception(Class, Reason, Stack, Left, Config) | Last]);
        [] -> lists:join(separator(Config), First)
    end;
own_text(Other, _Limit, Config) ->
    [indent("    ", Config), print(Other, unlimited, Config)].

is_error_info({error_info, {_, _, _}}) -> true;
is_error_info(_) -> false.

neighbours_text(Neighbours, Config) when is_list(Neighbours) ->
    Sep = case Config of #{single_line := true} -> " "; _ -> "\n" end,
    Each = [[indent("    ", Config), "neighbour:", Sep,
             lists:join(separator(Config), tags(Info, "      ", unlimited, Config))]
            || {neighbour, Info} <- Neighbours],
    [indent("  ", Config), "neighbours:", Sep,
     lists:join(case Config of #{single_line := true} -> "; "; _ -> "\n" end, Each)];
neighbours_text(Other, Config) ->
    [indent("  ", Config), "neighbours:\n", indent("    ", Config), print(Other, unlimited, Config)].

tags(Info, Indent, Limit, Config) ->
    [tag(Tag, Value, indent(Indent, Config), Limit, Config)
     || {Tag, Value} <- Info, {Tag, Value} =/= {process_label, undefined}].

tag(initial_call, {M, F, Args}, Indent, _Limit, Config) when is_list(Args) ->
    [Indent, "initial call: ", name(M, Config), $:, name(F, Config), $/,
     integer_to_list(length(Args))];
tag(Tag, Value, Indent, Limit, Config) ->
    Width = width(Config),
    {P, Depth} = directive(Config),
    io_lib:format("~s~" ++ Width ++ "p: ~" ++ Width ++ ".18" ++ P, [Indent, Tag, Value | Depth],
                  limit_option(Limit)).

name(Atom, #{encoding := latin1}) -> io_lib:write_atom_as_latin1(Atom);
name(Atom, _) -> io_lib:write_atom(Atom).

print(Term, Limit, Config) ->
    {P, Depth} = directive(Config),
    io_lib:format("~" ++ width(Config) ++ P, [Term | Depth], limit_option(Limit)).

limit_option(unlimited) -> [];
limit_option(Limit) -> [{chars_limit, Limit}].

exception(Class, Reason, Stack, Limit, #{single_line := true} = Config) ->
    [atom_to_list(Class), ": ", print({Reason, Stack}, Limit, Config)];
exception(Class, Reason, Stack, Limit, #{encoding := Encoding} = Config) ->
    {P, Depth} = directive(Config),
    Hidden = fun(M, _F, _A) -> M =:= erl_eval orelse M =:= proc_lib end,
    Print = fun(Term, Column) ->
                    io_lib:format("~." ++ integer_to_list(Column) ++ P, [Term | Depth],
                                  limit_option(Limit))
            end,
    Options = #{column => 5, stack_trim_fun => Hidden, format_fun => Print},
    Text = erl_error:format_exception(Class, Reason, Stack, Options),
    ["    ", as_characters(Text, Encoding)].

%% In Latin-1 other characters, which only names and strings have, are escaped.
as_characters(Text, latin1) ->
    lists:flatmap(fun(C) when C > 255 -> "\\x{" ++ string:lowercase(integer_to_list(C, 16)) ++ "}";
                     (C) -> [C]
                  end, unicode:characters_to_list(Text));
as_characters(Text, _) -> unicode:characters_to_list(Text).

directive(#{depth := unlimited} = Config) -> {modifier(Config) ++ "p", []};
directive(#{depth := Depth} = Config) -> {modifier(Config) ++ "P", [Depth]}.

modifier(#{encoding := latin1}) -> "";
modifier(_) -> "t".

width(#{single_line := true}) -> "0";
width(_) -> "".
