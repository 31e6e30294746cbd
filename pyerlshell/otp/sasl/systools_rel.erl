%% .rel files, and the applications of a release: found, checked, in the order of their start.
-module(systools_rel).

-export([get_release/3, read_release/2]).

-include("systools.hrl").

%% {ok, #release{}, [{{Name, Vsn}, #application{}}], Warnings} or {error, systools_make, Reason}.
%% Check: what else to look at, [src_tests].
get_release(Name, Path, Checks) ->
    try
        {ok, Release, Warnings} = read_release(Name, Path),
        Found = found(Release, Path),
        check_names(Found),
        Tops = [{Id, with_tops(App, Found)} || {Id, App} <- Found],
        Sorted = [{Id, as_listed(App, Release)} || {Id, App} <- Tops],
        More = systools_modules:check(Sorted, Checks),
        {ok, Release, systools_sort:by_dependency(Sorted), Warnings ++ More}
    catch
        throw:{error, systools_make, Reason} -> {error, systools_make, Reason};
        throw:{error, Reason} -> {error, systools_make, Reason};
        error:Reason:Stack -> {error, systools_make, {'EXIT', {Reason, Stack}}}
    end.

%%% The .rel file

read_release(Name, Path) ->
    File = Name ++ ".rel",
    Places = [File | [filename:join(Dir, File) || Dir <- Path]],
    case [Found || Found <- Places, filelib:is_regular(Found)] of
        [Found | _] ->
            case systools_app:read_term(Found) of
                {ok, Term} -> release(Term);
                {error, Reason} -> throw({error, Reason})
            end;
        [] -> throw({error, {not_found, File}})
    end.

release({release, {Name, Vsn}, {erts, Erts}, Apps}) when is_list(Apps) ->
    is_text(Name) orelse throw({error, {illegal_name, Name}}),
    is_text(Vsn) orelse throw({error, {illegal_form, Vsn}}),
    is_text(Erts) orelse throw({error, {illegal_form, {erts, Erts}}}),
    case [App || App <- Apps, not is_listed(App)] of
        [] -> ok;
        Illegal -> throw({error, {illegal_applications, Illegal}})
    end,
    Listed = [listed(App) || App <- Apps],
    {ok, #release{name = Name, vsn = Vsn, erts_vsn = Erts, applications = Listed,
                  incl_apps = [{element(1, App), lists:last(tuple_to_list(App))}
                               || App <- Apps, tuple_size(App) > 2,
                                  is_list(lists:last(tuple_to_list(App)))]},
     mandatory(Listed)};
release(_) -> throw({error, badly_formatted_release}).

is_listed({App, Vsn}) -> is_atom(App) andalso is_text(Vsn);
is_listed({App, Vsn, Inner}) when is_list(Inner) -> is_listed({App, Vsn}) andalso are_atoms(Inner);
is_listed({App, Vsn, Type}) -> is_listed({App, Vsn}) andalso is_type(Type);
is_listed({App, Vsn, Type, Inner}) ->
    is_listed({App, Vsn, Type}) andalso is_atom(Type) andalso are_atoms(Inner);
is_listed(_) -> false.

listed({App, Vsn}) -> {App, Vsn, permanent};
listed({App, Vsn, Inner}) when is_list(Inner) -> {App, Vsn, permanent};
listed({App, Vsn, Type}) -> {App, Vsn, Type};
listed({App, Vsn, Type, _Inner}) -> {App, Vsn, Type}.

mandatory(Apps) ->
    [case lists:keyfind(App, 1, Apps) of
         {_, _, permanent} -> ok;
         {_, _, Type} -> throw({error, {mandatory_app, App, Type}});
         false -> throw({error, {missing_mandatory_app, App}})
     end || App <- [kernel, stdlib]],
    [{warning, missing_sasl} || not lists:keymember(sasl, 1, Apps)].

is_type(Type) -> lists:member(Type, [permanent, transient, temporary, none, load]).

is_text(Text) ->
    try unicode:characters_to_list(Text) =:= Text
    catch _:_ -> false
    end.

are_atoms(Names) -> is_list(Names) andalso lists:all(fun is_atom/1, Names).

%%% The applications

found(#release{applications = Apps, incl_apps = Included}, Path) ->
    Read = [read(App, Path, Included) || App <- Apps],
    case lists:reverse([Fault || {fault, Fault} <- Read]) of
        [] -> [App || {ok, App} <- Read];
        Faults -> throw({error, Faults})
    end.

read({Name, Vsn, Type}, Path, Included) ->
    case systools_app:read(atom_to_list(Name), Vsn, Path, Included) of
        {ok, #application{name = Name, vsn = Vsn} = App} ->
            {ok, {{Name, Vsn}, App#application{type = Type}}};
        {ok, #application{name = Other, vsn = OtherVsn}} ->
            {fault, {bad_application_name, {Name, {Other, OtherVsn}}}};
        {error, Reason} -> {fault, {error_reading, {Name, Reason}}}
    end.

check_names(Apps) ->
    Names = [Name || {{Name, _}, _} <- Apps],
    Needed = lists:append([(App#application.uses -- App#application.optional)
                           ++ App#application.includes || {_, App} <- Apps]),
    none([Name || Name <- Needed, not lists:member(Name, Names)], undefined_applications),
    none(systools_modules:doubles([{Reg, Name, Vsn, App#application.dir}
                                   || {{Name, Vsn}, App} <- Apps, Reg <- App#application.regs]),
         duplicate_register),
    none(systools_modules:doubles(inclusions(Apps)), duplicate_include).

none([], _) -> ok;
none(Faults, Fault) -> throw({error, {Fault, systools_lib:unique(Faults)}}).

inclusions(Apps) ->
    [{Inner, Name, Vsn, App#application.dir}
     || {{Name, Vsn}, App} <- Apps, Inner <- App#application.includes].

%% Who uses an application that is included in another waits for the top one of those.
with_tops(#application{name = Name, uses = Uses} = App, Apps) ->
    Inclusions = inclusions(Apps),
    Mine = top(Name, Inclusions),
    App#application{uses = lists:foldl(fun(Used, Sofar) -> with_top(Used, Mine, Sofar, Inclusions)
                                       end, Uses, Uses)}.

with_top(Mine, Mine, Uses, _) -> lists:delete(Mine, Uses);
with_top(Used, Mine, Uses, Inclusions) ->
    case top(Used, Inclusions) of
        Used -> Uses;
        Top ->
            case lists:member(Top, Uses) of
                true -> lists:delete(Used, Uses);
                false when Top =:= Mine -> Uses;
                false -> lists:delete(Used, Uses) ++ [Top]
            end
    end.

top(App, Inclusions) ->
    case lists:keyfind(App, 1, Inclusions) of
        false -> App;
        {_, Above, _, _} -> top(Above, Inclusions)
    end.

%% What an application uses and includes, in the order of the .rel file.
as_listed(#application{uses = Uses, includes = Includes} = App, #release{applications = Listed}) ->
    Places = maps:from_list(lists:zip([Name || {Name, _, _} <- Listed],
                                      lists:seq(1, length(Listed)))),
    App#application{uses = by_place(Uses, Places), includes = by_place(Includes, Places)}.

by_place(Names, Places) ->
    [Name || {_, Name} <- lists:keysort(1, [{maps:get(Name, Places, optional), Name}
                                            || Name <- Names])].
