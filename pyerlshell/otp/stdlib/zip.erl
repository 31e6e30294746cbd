%% Zip archives: what they hold, files in and out of them, and archives kept open by a process.
%%
%% zip_archive knows the format; here are options, files and names. An archive is read whole; one that is made
%% is written when all of it is there.
%%
%% OTP: zip
-module(zip).
-moduledoc "Zip archives of files and of binaries.".
-export([zip/2, zip/3, create/2, create/3, unzip/1, unzip/2, extract/1, extract/2,
         list_dir/1, list_dir/2, table/1, table/2, t/1, tt/1, foldl/3,
         zip_open/1, zip_open/2, zip_get/1, zip_get/2, zip_get_crc32/2, zip_list_dir/1, zip_close/1]).
-export_type([create_option/0, filename/0, handle/0]).

-include("file.hrl").
-include("zip.hrl").

-define(EXTRAS, [extended_timestamp, uid_gid]).
-type extension() :: string().
-type extension_spec() :: all | [extension()] | {add, [extension()]} | {del, [extension()]}.
-type create_option() :: memory | cooked | verbose | {comment, string()} | {cwd, file:filename()}
                       | {compress, extension_spec()} | {uncompress, extension_spec()}
                       | {extra, [extended_timestamp | uid_gid]}.
-type filename() :: file:filename().
-opaque handle() :: pid().

%% A throw is the reason of a failure; so are those of wrong calls.
attempt(Work) ->
    try Work()
    catch
        throw:Reason -> {error, Reason};
        exit:Reason -> {error, {'EXIT', Reason}};
        error:Reason:Stack -> {error, {'EXIT', {Reason, Stack}}}
    end.

%% Making

-doc "Make an archive of files; directories with all that is in them.".
create(Name, Files) -> zip(Name, Files).

-doc "As `create/2`, with options.".
create(Name, Files, Options) -> zip(Name, Files, Options).

-doc "Make an archive of files, of {Name, Binary} and of {Name, Binary, FileInfo}; {ok, Name}.".
zip(Name, Files) -> zip(Name, Files, []).

-doc """
As `zip/2`. Options: `memory` ({ok, {Name, Binary}} without a file), `verbose`, {comment, Text}, {cwd, Folder} for
relative names, {compress, Extensions} and {uncompress, Extensions}, {extra, Kinds}.
""".
zip(Name, Files, Options) ->
    attempt(fun() ->
        Given = given(Files),
        Opts = options(Options, zip, #{compress => all, uncompress => [".Z", ".zip", ".zoo", ".arc", ".lzh", ".arj"],
                                       comment => "", extra => ?EXTRAS, cwd => "", given => Given}),
        Bytes = comment_bytes(maps:get(comment, Opts)),
        Parts = lists:append([parts(File, Opts) || File <- Files]),
        store(Name, zip_archive:made(Parts, Bytes, maps:get(extra, Opts)), Opts)
    end).

comment_bytes(Comment) ->
    case lists:any(fun(C) -> C > 127 end, Comment) of
        true -> binary_to_list(unicode:characters_to_binary(Comment));
        false -> Comment
    end.

store(Name, Bin, #{memory := true}) ->
    {ok, {Name, Bin}};
store(Name, Bin, _) ->
    ok = filelib:ensure_dir(Name),
    wanted(file:write_file(Name, Bin)),
    {ok, Name}.

%% Whether binaries or files are given is seen by the first.
given([]) -> binaries;
given([{Name, Bin} | _]) when is_list(Name), is_binary(Bin) -> binaries;
given([{Name, Bin, #file_info{}} | _]) when is_list(Name), is_binary(Bin) -> binaries;
given([{Name, #file_info{}, Bin} | _]) when is_list(Name), is_binary(Bin) -> binaries;
given([Name | _]) when is_list(Name) -> files;
given(_) -> throw(einval).

%% What a file, a directory with its files, or a binary is in an archive.
parts({Name, Bin, #file_info{} = Info}, Opts) -> binary_part(Name, Bin, seconds(Info), Opts);
parts({Name, #file_info{} = Info, Bin}, Opts) -> binary_part(Name, Bin, seconds(Info), Opts);
parts({Name, Bin}, Opts) when is_binary(Bin) ->
    Now = os:system_time(second),
    binary_part(Name, Bin, #file_info{type = regular, mode = 8#644, atime = Now, mtime = Now, ctime = Now, uid = 0, gid = 0}, Opts);
parts({Name, directory}, Opts) ->
    Now = os:system_time(second),
    binary_part(Name, <<>>, #file_info{type = directory, mode = 8#744, atime = Now, mtime = Now, ctime = Now, uid = 0, gid = 0}, Opts);
parts(Name, #{given := binaries} = Opts) when is_list(Name) ->
    parts({Name, <<>>}, Opts);
parts(Name, #{cwd := Cwd} = Opts) ->
    Path = in_folder(Cwd, Name),
    Info = read(Path, file_info, [Path, [{time, posix}]], file:read_file_info(Path, [{time, posix}])),
    case Info#file_info.type of
        directory ->
            told(with_slash(Name), Opts),
            [{relative(with_slash(Name)), Info, <<>>, stored}
             | lists:append([parts(filename:join([Name, F]), Opts)
                             || F <- lists:reverse(read(Path, list_dir, [Path], file:list_dir(Path)))])];
        _ ->
            Bin = read(Path, open, [Path, [raw, binary]], file:read_file(Path)),
            [part(relative(Name), Bin, Info, Opts)]
    end.

binary_part(Name, Bin, #file_info{type = directory} = Info, Opts) ->
    told(with_slash(Name), Opts),
    [{relative(with_slash(Name)), Info, Bin, stored}];
binary_part(Name, Bin, Info, Opts) ->
    [part(relative(Name), Bin, Info, Opts)].

part(Name, Bin, Info, Opts) ->
    told(Name, Opts),
    {Name, Info, Bin, case packs(Name, byte_size(Bin), Opts) of true -> packed; false -> stored end}.

told(Name, #{verbose := true}) -> io:format("adding: ~ts\n", [io_lib:write_string(Name)]);
told(_, _) -> ok.

packs(_, Size, _) when Size < 10 -> false;
packs(Name, _, #{compress := Yes, uncompress := No}) ->
    Extension = filename:extension(Name),
    In = fun(all) -> true; (L) -> lists:member(Extension, L) end,
    In(Yes) andalso not In(No).

seconds(#file_info{atime = A, mtime = M, ctime = C} = Info) ->
    Info#file_info{atime = second(A), mtime = second(M), ctime = second(C)}.

second({_, _} = Local) ->
    erlang:universaltime_to_posixtime(erlang:localtime_to_universaltime(Local));
second(Seconds) ->
    Seconds.

with_slash(Name) ->
    case lists:last(Name) of
        $/ -> Name;
        _ -> Name ++ "/"
    end.

%% An absolute name loses its root.
relative(Name) ->
    case filename:pathtype(Name) of
        relative ->
            Name;
        _ ->
            Relative = filename:join(tl(filename:split(Name))),
            error_logger:format("Illegal absolute path: ~ts, converting to ~ts~n", [Name, Relative]),
            Relative
    end.

%% What fails while an archive is made is told with the call.
read(_, _, _, {ok, Value}) -> Value;
read(Path, Name, Args, {error, Reason}) -> throw({Path, {{file, Name, Args}, Reason}}).

wanted(ok) -> ok;
wanted({ok, Value}) -> Value;
wanted({error, Reason}) -> throw(Reason).

in_folder("", Name) -> Name;
in_folder(Folder, Name) ->
    Slash = case lists:last(Name) of $/ -> "/"; _ -> "" end,
    string:trim(filename:join(Folder, Name), trailing, "/") ++ Slash.

%% Options

options([], _, Opts) -> Opts;
options([Option | Rest], Kind, Opts) -> options(Rest, Kind, option(Option, Kind, Opts)).

option(cooked, _, Opts) -> Opts;
option({extra, What} = O, _, Opts) when is_list(What) ->
    case What -- ?EXTRAS of
        [] -> Opts#{extra => What};
        _ -> throw({bad_option, O})
    end;
option(skip_directories, Kind, Opts) when Kind =/= zip -> Opts#{skip_dirs => true};
option(memory, Kind, Opts) when Kind =/= list -> Opts#{memory => true};
option({cwd, Folder}, Kind, Opts) when Kind =/= list -> Opts#{cwd => Folder};
option(names_only, list, Opts) -> Opts#{names_only => true};
option(verbose, Kind, Opts) when Kind =:= zip; Kind =:= unzip -> Opts#{verbose => true};
option({comment, Comment}, zip, Opts) -> Opts#{comment => Comment};
option({compress, Which} = O, zip, #{compress := Old} = Opts) -> Opts#{compress => extensions(Which, Old, O)};
option({uncompress, Which} = O, zip, #{uncompress := Old} = Opts) -> Opts#{uncompress => extensions(Which, Old, O)};
option({file_filter, F}, unzip, Opts) -> chosen(F, Opts);
option({file_list, L}, unzip, Opts) -> chosen(fun(#zip_file{name = Name}) -> lists:member(Name, L) end, Opts);
option(keep_old_files, unzip, Opts) -> Opts#{keep => true};
option(Unknown, _, _) -> throw({bad_option, Unknown}).

extensions(all, _, _) -> all;
extensions(New, _, _) when is_list(New) -> lists:usort(New);
extensions({add, New}, Old, _) when is_list(New) -> lists:usort(Old ++ New);
extensions({del, New}, Old, _) when is_list(New) -> lists:usort(Old -- New);
extensions(_, _, Option) -> throw({bad_option, Option}).

chosen(F, Opts) ->
    Before = maps:get(filter, Opts, fun(_) -> true end),
    Opts#{filter => fun(File) -> F(File) andalso Before(File) end}.

%% Reading

archive(Bin) when is_binary(Bin) -> Bin;
archive(Name) when is_list(Name) -> wanted(file:read_file(Name));
archive(_) -> throw(einval).

-doc "Unpack an archive; {ok, the names}.".
extract(Archive) -> unzip(Archive).

-doc "As `extract/1`, with options.".
extract(Archive, Options) -> unzip(Archive, Options).

-doc "Unpack all files of an archive, which is a file or a binary; {ok, the names}.".
unzip(Archive) -> unzip(Archive, []).

-doc """
As `unzip/1`. Options: `memory` ({Name, Binary} instead of files), {cwd, Folder}, {file_list, Names}, {file_filter, Fun},
`keep_old_files`, `skip_directories`, `verbose`, {extra, Kinds}.
""".
unzip(Archive, Options) ->
    attempt(fun() ->
        check_kind(Archive),
        Opts = options(Options, unzip, #{extra => [extended_timestamp], cwd => ""}),
        Bin = archive(Archive),
        {_, Entries} = zip_archive:entries(Bin, maps:get(extra, Opts)),
        {ok, unpack(Entries, Bin, Opts)}
    end).

check_kind(Archive) when is_binary(Archive); is_list(Archive) -> ok;
check_kind(_) -> throw(einval).

%% Directories get their times when all files are there.
unpack(Entries, Bin, Opts) ->
    Done = lists:append([unpacked(Entry, Bin, Opts) || {File, _} = Entry <- Entries, selected(File, Opts)]),
    [begin Late(), Result end || {Result, Late} <- Done].

selected(#zip_file{name = Name} = File, Opts) ->
    (not is_map_key(filter, Opts) orelse (maps:get(filter, Opts))(File))
        andalso not (is_map_key(keep, Opts) andalso filelib:is_file(in_folder(maps:get(cwd, Opts), Name))).

unpacked({File, _} = Entry, Bin, #{cwd := Cwd} = Opts) ->
    case zip_archive:contents(Bin, Entry) of
        eof ->
            [];
        {ok, Own, Contents, Header} ->
            Name = relative(Own),
            IsDir = lists:last(Name) =:= $/,
            {Goes, Safe} = inside(Cwd, Name, File, Opts),
            case Goes andalso not (IsDir andalso is_map_key(skip_dirs, Opts)) of
                true -> [out(IsDir, in_folder(Cwd, Safe), Name, Contents, {File, {Header, maps:get(extra, Opts)}}, Opts)];
                false -> []
            end
    end.

out(true, Path, _, _, _, #{memory := true}) ->
    {{Path, <<>>}, fun() -> ok end};
out(false, Path, Name, Contents, _, #{memory := true} = Opts) ->
    Bin = Contents(),
    extracted(Name, Opts),
    {{Path, Bin}, fun() -> ok end};
out(true, Path, _, _, About, _) ->
    wanted(filelib:ensure_path(Path)),
    {Path, fun() -> marked(Path, About) end};
out(false, Path, Name, Contents, About, Opts) ->
    Bin = Contents(),
    wanted(filelib:ensure_dir(Path)),
    wanted(file:write_file(Path, Bin)),
    extracted(Name, Opts),
    marked(Path, About),
    {Path, fun() -> ok end}.

extracted(Name, #{verbose := true}) -> io:format("extracting: ~ts\n", [io_lib:write_string(Name)]);
extracted(_, _) -> ok.

marked(Path, {File, Header}) ->
    Info = wanted(file:read_file_info(Path)),
    wanted(file:write_file_info(Path, zip_archive:header_info(Info, File, Header), [{time, local}])).

%% A name that leads out of the folder is cut to its last part, and asked for again.
inside(Cwd, Name, File, Opts) ->
    Slash = case lists:last(Name) of $/ -> "/"; _ -> "" end,
    Parts = [P || P <- filename:split(Name), P =/= "."],
    {Goes, Last} =
        case Parts =/= [] andalso stays(Parts, 0) of
            true ->
                {true, Name};
            false ->
                Folder = case Cwd of "" -> "./"; _ -> Cwd end,
                error_logger:format("Illegal path: ~ts, extracting in ~ts~n", [in_folder(Cwd, Name), Folder]),
                Cut = case Parts of [] -> "."; _ -> lists:last(Parts) end,
                Cut =/= ".." orelse error({invalid_filename, Name}),
                {selected(File#zip_file{name = Cut}, Opts), Cut}
        end,
    {Goes, string:trim(Last, trailing, "/") ++ Slash}.

stays([".." | _], 0) -> false;
stays([".." | Rest], Level) -> stays(Rest, Level - 1);
stays([_ | Rest], Level) -> stays(Rest, Level + 1);
stays([], _) -> true.

%% Listing

-doc "{ok, what is in an archive}: #zip_comment{} and a #zip_file{} for each file.".
list_dir(Archive) -> list_dir(Archive, []).

-doc "As `list_dir/1`. Options: `skip_directories`, {extra, Kinds}.".
list_dir(Archive, Options) ->
    attempt(fun() ->
        check_kind(Archive),
        Opts = options(Options, list, #{extra => [extended_timestamp]}),
        {Comment, Entries} = zip_archive:entries(archive(Archive), maps:get(extra, Opts)),
        Files = [File || {#zip_file{name = Name} = File, _} <- Entries,
                         not (is_map_key(skip_dirs, Opts) andalso lists:last(Name) =:= $/)],
        case Opts of
            #{names_only := true} -> {ok, [Name || #zip_file{name = Name} <- Files]};
            #{} -> {ok, [#zip_comment{comment = Comment} | Files]}
        end
    end).

-doc "As `list_dir/1`.".
table(Archive) -> list_dir(Archive).

-doc "As `list_dir/2`.".
table(Archive, Options) -> list_dir(Archive, Options).

-doc "Print the names of the files in an archive or of an open one.".
t(Archive) -> print(Archive, fun(#zip_file{name = Name}) -> io:format("~ts\n", [Name]) end).

-doc "Print the names, sizes and times of the files in an archive or of an open one.".
tt(Archive) -> print(Archive, fun long/1).

print(Handle, Line) when is_pid(Handle) ->
    {ok, Known} = zip_list_dir(Handle),
    lines(Known, Line);
print(Archive, Line) ->
    attempt(fun() ->
        check_kind(Archive),
        {Comment, Entries} = zip_archive:entries(archive(Archive), ?EXTRAS),
        lines([#zip_comment{comment = Comment} | [File || {File, _} <- Entries]], Line)
    end).

lines([#zip_comment{comment = Comment} | Files], Line) ->
    Comment =:= "" orelse io:format("Archive comment: ~ts\n", [Comment]),
    lists:foreach(Line, Files).

long(#zip_file{name = Name, comment = Comment, comp_size = Packed, info = #file_info{size = Size, mtime = Time}}) ->
    {{Y, M, D}, {H, Min, _}} = Time,
    Month = element(M, {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}),
    Date = io_lib:format("~s ~2w ~2..0w:~2..0w ~w", [Month, D, H, Min, Y]),
    Percent = case Size of 0 -> 100; _ -> round(Packed * 100 / Size) end,
    io:format("~10w ~s ~10w ~3w% ~ts ~ts\n", [Packed, Date, Size, Percent, Name, Comment]).

-doc """
Fold over the files of an archive: Fun(Name, GetInfo, GetBinary, Acc) for each; {ok, the last Acc}. What is not asked for is
not unpacked.
""".
foldl(Fun, Acc, {_, Bin}) ->
    foldl(Fun, Acc, Bin);
foldl(Fun, Acc0, Archive) when is_function(Fun, 4) ->
    case zip_open(Archive, [memory]) of
        {ok, Handle} ->
            {ok, [_ | Files]} = zip_list_dir(Handle),
            Acc = lists:foldl(fun(#zip_file{name = Name, info = Info}, A) ->
                                      Fun(Name, fun() -> Info end, fun() -> of_open(Name, Handle) end, A)
                              end, Acc0, Files),
            ok = zip_close(Handle),
            {ok, Acc};
        {error, bad_eocd} ->
            {error, "Not an archive file"};
        {error, Reason} ->
            {error, Reason}
    end;
foldl(_, _, _) ->
    {error, einval}.

of_open(Name, Handle) ->
    case lists:last(Name) of
        $/ ->
            <<>>;
        _ ->
            case zip_get(Name, Handle) of
                {ok, {Name, Bin}} -> Bin;
                {error, Reason} -> throw({Name, Reason})
            end
    end.

%% Open archives: a process each, linked to who opened it

-doc "Open an archive; {ok, Handle}.".
zip_open(Archive) -> zip_open(Archive, []).

-doc "As `zip_open/1`. Options: `memory`, {cwd, Folder}, `skip_directories`, {extra, Kinds}.".
zip_open(Archive, Options) ->
    Owner = self(),
    Pid = spawn_link(fun() -> open(Owner) end),
    ask(Pid, {open, Archive, Options}).

-doc "Unpack all files of an open archive.".
zip_get(Handle) when is_pid(Handle) -> ask(Handle, get).

-doc "Unpack one file of an open archive.".
zip_get(Name, Handle) when is_pid(Handle) -> ask(Handle, {get, Name}).

-doc "{ok, the check sum of a file in an open archive}.".
zip_get_crc32(Name, Handle) when is_pid(Handle) -> ask(Handle, {get_crc32, Name}).

-doc "As `list_dir/1`, of an open archive.".
zip_list_dir(Handle) when is_pid(Handle) -> ask(Handle, list_dir).

-doc "Close an open archive.".
zip_close(Handle) when is_pid(Handle) -> ask(Handle, close).

ask(Pid, Request) ->
    Pid ! {self(), Request},
    receive
        {Pid, Answer} -> Answer
    end.

open(Owner) ->
    process_flag(trap_exit, true),
    receive
        {From, {open, Archive, Options}} ->
            case opened(Archive, Options) of
                {ok, State} ->
                    From ! {self(), {ok, self()}},
                    serve(Owner, State);
                Error ->
                    From ! {self(), Error}
            end
    end.

opened(Archive, Options) ->
    attempt(fun() ->
        Opts = options(Options, open, #{extra => ?EXTRAS, cwd => ""}),
        Bin = archive(Archive),
        {Comment, Entries} = zip_archive:entries(Bin, maps:get(extra, Opts)),
        {ok, {Comment, Entries, Bin, Opts}}
    end).

serve(Owner, State) ->
    receive
        {From, close} ->
            From ! {self(), ok};
        {From, {get_crc32, Name}} ->
            {_, Entries, _, _} = State,
            case named(Name, Entries) of
                {_, Crc} -> From ! {self(), {ok, Crc}};
                none -> throw(file_not_found)
            end,
            serve(Owner, State);
        {'EXIT', Owner, Reason} ->
            exit({parent_died, Reason});
        {From, Request} ->
            From ! {self(), attempt(fun() -> answer(Request, State) end)},
            serve(Owner, State);
        _ ->
            {error, bad_msg}
    end.

answer(list_dir, {Comment, Entries, _, _}) ->
    {ok, [#zip_comment{comment = Comment} | [File || {File, _} <- Entries]]};
answer(get, {_, Entries, Bin, Opts}) ->
    {ok, unpack(Entries, Bin, Opts)};
answer({get, Name}, {_, Entries, Bin, Opts}) ->
    case named(Name, Entries) of
        none ->
            throw(file_not_found);
        Entry ->
            case lists:last(Name) =/= $/ andalso unpack([Entry], Bin, Opts) of
                [Result] -> {ok, Result};
                _ -> throw(file_not_found)
            end
    end.

named(Name, Entries) ->
    case [E || {#zip_file{name = N}, _} = E <- Entries, string:equal(N, Name, _IgnoreCase = false, nfc)] of
        [Entry | _] -> Entry;
        [] -> none
    end.
