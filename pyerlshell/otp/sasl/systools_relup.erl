-module(systools_relup).
-export([appup_search_for_version/2]).

%% The instructions for a version: its own, or those of a regular expression (a binary) that matches
%% all of it.
appup_search_for_version(Vsn, [{Vsn, Instructions} | _]) -> {ok, Instructions};
appup_search_for_version(Vsn, [{Pattern, Instructions} | Rest]) when is_binary(Pattern) ->
    case re:run(Vsn, Pattern, [unicode, {capture, first, list}]) of
        {match, [Vsn]} -> {ok, Instructions};
        _ -> appup_search_for_version(Vsn, Rest)
    end;
appup_search_for_version(Vsn, [_ | Rest]) -> appup_search_for_version(Vsn, Rest);
appup_search_for_version(_Vsn, []) -> error.
