%% The options of disk_log:open/1, and what must be so that they fit each other.
%%
%% OTP: disk_log (check_arg)
-module(disk_log_args).
-moduledoc false.

-export([arguments/2, checked_head/2, head_bytes/2]).

-include("disk_log.hrl").

arguments([{Option, Value} = Pair | Options], Arg) ->
    try argument(Option, Value, Arg) of
        Taken -> arguments(Options, Taken)
    catch
        error:function_clause -> {error, {badarg, [Pair | Options]}}
    end;
arguments([], #arg{head = Head, format = Format} = Arg) ->
    case Head of
        none -> complete({ok, Arg}, Arg);
        _ ->
            case checked_head(Head, Format) of
                {ok, Checked} -> complete({ok, Arg#arg{head = Checked}}, Arg#arg{head = Checked});
                Error -> complete(Error, Arg)
            end
    end;
arguments(Options, _) ->
    {error, {badarg, Options}}.

argument(file, X, A) when is_list(X); is_atom(X) -> A#arg{file = X};
argument(linkto, X, A) when is_pid(X); X =:= none -> A#arg{linkto = X};
argument(name, X, A) -> A#arg{name = X};
argument(repair, X, A) when is_boolean(X); X =:= truncate -> A#arg{repair = X};
argument(size, infinity, A) -> A#arg{size = infinity};
argument(size, X, A) when is_integer(X), X > 0 -> A#arg{size = X};
argument(size, {Bytes, Files} = X, A)
  when is_integer(Bytes), is_integer(Files), Bytes > 0, Bytes =< ?MAX_BYTES, Files > 0,
       Files < ?MAX_FILES -> A#arg{size = X};
argument(type, X, A) when X =:= halt; X =:= wrap; X =:= rotate -> A#arg{type = X};
argument(format, X, A) when X =:= internal; X =:= external -> A#arg{format = X};
argument(notify, X, A) when is_boolean(X) -> A#arg{notify = X};
argument(head_func, X, A) -> A#arg{head = {head_func, X}};
argument(head, X, A) -> A#arg{head = {head, X}};
argument(mode, X, A) when X =:= read_only; X =:= read_write -> A#arg{mode = X};
argument(quiet, X, A) when is_boolean(X) -> A#arg{quiet = X}.

complete(_, #arg{name = 0}) -> {error, {badarg, name}};
complete(Checked, #arg{name = Name, file = none} = Arg) ->
    try lists:concat([Name, ".LOG"]) of
        File -> complete(with_file(Checked, File), Arg#arg{file = File})
    catch
        error:_ -> {error, {badarg, file}}
    end;
complete(_, #arg{repair = truncate, mode = read_only}) -> {error, {badarg, repair_read_only}};
complete(_, #arg{type = halt, size = {_, _}}) -> {error, {badarg, size}};
complete({ok, Arg}, #arg{type = wrap, file = File}) ->
    {Size, Version} = disk_log_1:read_size_file_version(File),
    wrap_size(Size, Arg#arg{version = Version});
complete({ok, Arg}, #arg{type = rotate}) -> {ok, Arg#arg{format = external}};
complete(Checked, _) -> Checked.

with_file({ok, Arg}, File) -> {ok, Arg#arg{file = File}};
with_file(Error, _) -> Error.

%% The size of a wrap log that is there already is in its size file.
wrap_size({0, 0}, #arg{size = infinity}) -> {error, {badarg, size}};
wrap_size(Old, #arg{size = infinity} = Arg) -> {ok, Arg#arg{old_size = Old, size = Old}};
wrap_size({0, 0}, #arg{size = Size} = Arg) -> {ok, Arg#arg{old_size = Size}};
wrap_size(Size, #arg{size = Size} = Arg) -> {ok, Arg#arg{old_size = Size}};
wrap_size(Old, #arg{repair = truncate, size = {_, _}} = Arg) -> {ok, Arg#arg{old_size = Old}};
wrap_size(Old, #arg{mode = read_only, size = Size}) -> {error, {size_mismatch, Old, Size}};
wrap_size(Old, #arg{size = {_, _}} = Arg) -> {ok, Arg#arg{old_size = Old}};
wrap_size(_, _) -> {error, {badarg, size}}.

checked_head({head, none}, _) -> {ok, none};
checked_head({head_func, {M, F, A}}, _) when is_atom(M), is_atom(F), is_list(A) -> {ok, {M, F, A}};
checked_head({head, Head}, external) ->
    try iolist_to_binary(Head) of
        _ -> {ok, {head, Head}}
    catch
        error:_ -> {error, {badarg, head}}
    end;
checked_head({head, Head}, internal) -> {ok, {head, Head}};
checked_head(_, _) -> {error, {badarg, head}}.

head_bytes({head, Head}, internal) -> {ok, term_to_binary(Head)};
head_bytes({head, Head}, external) -> {ok, iolist_to_binary(Head)};
head_bytes(Head, _) -> Head.
