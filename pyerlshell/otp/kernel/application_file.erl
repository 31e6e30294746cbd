%% The description of an application, from its .app file or as a term: checked, with the defaults of
%% what is not said. The modules of the applications that come with pyerlshell are those that are
%% there.
-module(application_file).

-export([read/1, checked/1, name/1, keys/0, check_config/1]).

-define(KEYS, [{description, []}, {id, []}, {vsn, []}, {modules, []}, {maxP, infinity},
               {maxT, infinity}, {registered, []}, {included_applications, []},
               {optional_applications, []}, {applications, []}, {env, []}, {mod, []},
               {start_phases, undefined}]).

%% In the order in which get_all_key/1 has them.
keys() -> [Key || {Key, _} <- ?KEYS].

%% {ok, Keys} of the .app file of an application, a map. Throws {error, Reason} if it is wrong.
read(App) ->
    Name = atom_to_list(App) ++ ".app",
    case code:where_is_file(Name) of
        non_existing -> {error, {file:format_error(enoent), Name}};
        Path -> parsed(Path, Name)
    end.

parsed(Path, Name) ->
    {ok, Binary} = erl_prim_loader:read_file(Path),
    case unicode:characters_to_list(Binary) of
        Text when is_list(Text) ->
            case terms(Text) of
                {ok, [Term]} -> {ok, checked(Term)};
                {ok, Terms} -> error({case_clause, {ok, Terms}});
                {error, Reason} -> {error, {file:format_error(Reason), Name}}
            end;
        _ -> {error, "bad encoding"}
    end.

terms(Text) ->
    case erl_scan:string(Text) of
        {ok, Tokens, _} -> parse(Tokens, []);
        {error, Reason, _} -> {error, Reason}
    end.

parse([], Terms) -> {ok, lists:reverse(Terms)};
parse(Tokens, Terms) ->
    {Term, Rest} = case lists:splitwith(fun(Token) -> element(1, Token) =/= dot end, Tokens) of
                       {Before, [Dot | After]} -> {Before ++ [Dot], After};
                       {Before, []} -> {Before, []}
                   end,
    case erl_parse:parse_term(Term) of
        {ok, Value} -> parse(Rest, [Value | Terms]);
        {error, _} = Error -> Error
    end.

name(App) when is_atom(App) -> App;
name({application, App, _}) when is_atom(App) -> App;
name(Other) -> throw({error, {bad_application, Other}}).

%% The keys of a description, as a map.
checked({application, App, Given}) when is_atom(App), is_list(Given) ->
    Keys = #{Key => given(Key, Given, Default) || {Key, Default} <- ?KEYS},
    check_mod(maps:get(mod, Keys)),
    case check_parameters(maps:get(env, Keys), App) of
        ok -> own_modules(App, Keys);
        {error, Text} -> throw({error, {invalid_options, Text}})
    end;
checked({application, App, Given}) when is_list(Given) ->
    throw({error, {invalid_name, App}});
checked({application, _App, Given}) ->
    throw({error, {invalid_options, Given}});
checked(Other) ->
    throw({error, {bad_application, Other}}).

given(Key, Given, Default) ->
    case lists:keyfind(Key, 1, Given) of
        {_, Value} -> Value;
        _ -> Default
    end.

check_mod([]) -> ok;
check_mod({Module, _}) when is_atom(Module) -> ok;
check_mod(Other) -> throw({error, {badstartspec, Other}}).

own_modules(App, #{modules := []} = Keys) -> Keys#{modules := node_config:modules(App)};
own_modules(_, Keys) -> Keys.

%%% Configurations, [{App, [{Par, Value}]}]

check_config([{App, Env} | Rest]) when is_atom(App), is_list(Env) ->
    case lists:keymember(App, 1, Rest) of
        true -> {error, "duplicate application config: " ++ atom_to_list(App)};
        false ->
            case check_parameters(Env, App) of
                ok -> check_config(Rest);
                Error -> Error
            end
    end;
check_config([{App, Env} | _]) when is_list(Env) ->
    {error, "application: " ++ shown(App) ++ "; application name must be an atom"};
check_config([{App, _} | _]) ->
    {error, "application: " ++ shown(App) ++ "; parameters must be a list"};
check_config([Other | _]) ->
    {error, "invalid application config: " ++ shown(Other)};
check_config([]) -> ok;
check_config(_) ->
    {error, "configuration must be a list ended by <dot><whitespace>"}.

check_parameters([], _App) -> ok;
check_parameters([Item | Items], App) ->
    case parameter_fault(Item, Items, App) of
        none -> check_parameters(Items, App);
        Text -> {error, "application: " ++ atom_to_list(App) ++ "; " ++ Text}
    end.

parameter_fault({distributed, Value}, Items, kernel) ->
    case {lists:keymember(distributed, 1, Items), is_distributed(Value)} of
        {true, _} -> "duplicate parameter: distributed";
        {false, false} -> "erroneous parameter: distributed";
        {false, true} -> none
    end;
parameter_fault({Par, _}, Items, _) when is_atom(Par) ->
    case lists:keymember(Par, 1, Items) of
        true -> "duplicate parameter: " ++ atom_to_list(Par);
        false -> none
    end;
parameter_fault({Par, _}, _, _) -> "invalid parameter name: " ++ shown(Par);
parameter_fault(Other, _, _) -> "invalid parameter: " ++ shown(Other).

is_distributed([]) -> true;
is_distributed([{App, Nodes} | Rest]) when is_atom(App), is_list(Nodes) -> is_distributed(Rest);
is_distributed([{App, Time, Nodes} | Rest])
  when is_atom(App), is_integer(Time) orelse Time =:= infinity, is_list(Nodes) ->
    is_distributed(Rest);
is_distributed(_) -> false.

shown(Term) -> lists:flatten(io_lib:format("~tp", [Term])).
