%% @doc A queue.
%%
%% ```
%% 1> Q = kolejka:new().
%% {[],[]}
%% 2> kolejka:len(Q).
%% 0
%% '''
%% @end
-module(kolejka).
-export([new/0, len/1, in/2]).

-doc """
Puts in.

```
1> kolejka:in(a,
              kolejka:new()).
{[a],[]}
```
""".
in(X, {In, Out}) -> {[X|In], Out}.

% 1> kolejka:len(1).
% ** exception error: no function clause matching kolejka:len(1)

new() -> {[], []}.
len({In, Out}) -> length(In) + length(Out).
