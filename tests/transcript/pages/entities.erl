-module(hex).
-export([to_int/1]).
%% @doc Converts.
%% <br/>51&gt; hex:to_int("F").
%% <br/><tt>15</tt>
%% <br/>52&gt; hex:to_int("1F").
%% <br/>31
to_int(S) -> list_to_integer(S, 16).
