%% What the tools for releases share: terms in files, folders by wildcards, options.
-module(systools_lib).

-export([read_term/1, file_term2binary/2, get_path/1, get_dirs/1, werror/2, unique/1, path/2]).

read_term(File) -> systools_app:read_term(File).

file_term2binary(From, To) ->
    case read_term(From) of
        {ok, Term} ->
            case file:write_file(To, term_to_binary(Term)) of
                ok -> ok;
                {error, Reason} -> {error, {open, To, Reason}}
            end;
        Error -> Error
    end.

%% The folders that the patterns stand for, in which * is any part of a name.
get_path(Patterns) when is_list(Patterns) ->
    lists:append([Dirs || Pattern <- Patterns, {ok, Dirs} <- [get_dirs(Pattern)]]);
get_path(_) -> [].

get_dirs(Pattern) when is_list(Pattern) ->
    case lists:member($*, Pattern) of
        false -> {ok, [Pattern || filelib:is_dir(Pattern)]};
        true -> {ok, [Dir || Dir <- filelib:wildcard(Pattern), filelib:is_dir(Dir)]}
    end;
get_dirs(_) -> {error, badarg}.

%% Where to look: the folders of option `path', then the code path.
path(Dirs, Rest) -> unique(get_path(Dirs) ++ Rest).

unique(List) -> lists:uniq(List).

werror(Options, Warnings) ->
    lists:member(warnings_as_errors, Options) andalso Warnings =/= [].
