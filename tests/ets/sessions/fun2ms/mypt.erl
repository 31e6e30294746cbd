-module(mypt).
-export([parse_transform/2]).
parse_transform(Forms, Opts) -> case lists:member(boom, Opts) of true -> error(boom); false -> [case F of {function,L,f,1,_} -> {function,L,f,1,[{clause,L,[{var,L,'_'}],[],[{atom,L,changed}]}]}; _ -> F end || F <- Forms] end.
