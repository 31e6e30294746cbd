%% Files as the loader of the system reads them: plain files, and no archives.
-module(erl_prim_loader).

-export([get_file/1, read_file/1, list_dir/1, read_file_info/1, read_link_info/1, get_cwd/0,
         get_cwd/1, get_path/0, set_path/1, is_basename/1]).

-moduledoc "Reads files for the loading of code.".

%% {ok, Binary, FullName} or `error'. A name without a folder is looked for along the code path.
-doc "The content of a file: `{ok, Bin, FullName}` or `error`.".
get_file(Name) ->
    Text = name(Name),
    Found = case is_basename(Text) of
                true -> code:where_is_file(Text);
                false -> Text
            end,
    case Found =/= non_existing andalso read_file(Found) of
        {ok, Binary} -> {ok, Binary, filename:absname(Found)};
        _ -> error
    end.

name(Name) when is_atom(Name) -> atom_to_list(Name);
name(Name) -> Name.

-doc "The content of a file: `{ok, Bin}` or `error`.".
read_file(Name) -> or_error(file:read_file(Name)).
-doc "The names in a folder: `{ok, Names}` or `error`.".
list_dir(Name) -> or_error(file:list_dir(Name)).
-doc "What is known of a file: `{ok, FileInfo}` or `error`.".
read_file_info(Name) -> or_error(file:read_file_info(Name)).
-doc "As read_file_info/1, of a link itself.".
read_link_info(Name) -> or_error(file:read_link_info(Name)).
get_cwd() -> or_error(file:get_cwd()).
get_cwd(Drive) -> or_error(file:get_cwd(Drive)).

-doc "The code path of the loader.".
get_path() -> {ok, code:get_path()}.

-doc "Sets the code path of the loader.".
set_path(Path) ->
    true = code:set_path(Path),
    ok.

is_basename(Name) -> filename:basename(Name) =:= Name.

or_error({ok, _} = Result) -> Result;
or_error({error, _}) -> error.
