%% The options of dets:open_file/2 and init_table/3. What is wrong raises an error of any kind.
%%
%% OTP: dets (repl/2)
-module(dets_args).
-moduledoc false.

-export([open_args/2, least_slots/1, name_text/1]).

-include("dets.hrl").

open_args([], #open_args{file = File, min_no_slots = Min, max_no_slots = Max} = Args)
  when is_list(File), Min =:= default orelse Max =:= default orelse Min =< Max ->
    Args;
open_args([{Option, Value} | Options], Args) ->
    open_args(Options, open_arg(Option, Value, Args)).

open_arg(access, X, A) when X =:= read; X =:= read_write -> A#open_args{access = X};
open_arg(auto_save, infinity, A) -> A#open_args{auto_save = infinity};
open_arg(auto_save, X, A) when is_integer(X), X >= 0 -> A#open_args{auto_save = X};
open_arg(cache_size, infinity, A) -> A;
open_arg(cache_size, X, A) when is_integer(X), X >= 0 -> A;
open_arg(delayed_write, default, A) -> A#open_args{delayed_write = {3000, 14000}};
open_arg(delayed_write, {Delay, Size} = X, A)
  when is_integer(Delay), Delay >= 0, is_integer(Size), Size >= 0 ->
    A#open_args{delayed_write = X};
open_arg(estimated_no_objects, X, A) -> open_arg(min_no_slots, X, A);
open_arg(file, X, A) -> A#open_args{file = name_text(X)};
open_arg(keypos, X, A) when is_integer(X), X > 0 -> A#open_args{keypos = X};
open_arg(max_no_slots, default, A) -> A#open_args{max_no_slots = default};
open_arg(max_no_slots, X, A) when is_integer(X), X > 0, X < 1 bsl 31 -> A#open_args{max_no_slots = X};
open_arg(min_no_slots, X, A) -> A#open_args{min_no_slots = least_slots(X)};
open_arg(ram_file, X, A) when is_boolean(X) -> A#open_args{ram_file = X};
open_arg(repair, X, A) when is_boolean(X); X =:= force -> A#open_args{repair = X};
open_arg(type, X, A) when X =:= set; X =:= bag; X =:= duplicate_bag -> A#open_args{type = X};
open_arg(version, X, A) when X =:= default; X =:= 9 -> A;
open_arg(debug, X, A) when is_boolean(X) -> A#open_args{debug = X}.

%% A table's name, if it is an atom, is the name of its file.
name_text(Name) when is_atom(Name) -> atom_to_list(Name);
name_text(Name) -> Name.

least_slots(default) -> default;
least_slots(X) when is_integer(X), X >= 0 -> max(X, 256).
