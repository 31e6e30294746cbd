%% Input and output: every function asks an I/O server, which is a process.
%%
%% A request is {io_request, From, ReplyAs, Request}, its answer {io_reply, ReplyAs, Reply}. Formatting
%% is left to the server, so that what takes long does not hold up the one who asked.
-module(io).

-export([format/1, format/2, format/3, fwrite/1, fwrite/2, fwrite/3, put_chars/1, put_chars/2,
         nl/0, nl/1, write/1, write/2]).
-export([get_chars/2, get_chars/3, get_line/1, get_line/2, get_password/0, get_password/1,
         fread/2, fread/3, read/1, read/2, read/3, read/4]).
-export([scan_erl_exprs/1, scan_erl_exprs/2, scan_erl_exprs/3, scan_erl_exprs/4,
         scan_erl_form/1, scan_erl_form/2, scan_erl_form/3, scan_erl_form/4,
         parse_erl_exprs/1, parse_erl_exprs/2, parse_erl_exprs/3, parse_erl_exprs/4,
         parse_erl_form/1, parse_erl_form/2, parse_erl_form/3, parse_erl_form/4]).
-export([columns/0, columns/1, rows/0, rows/1, getopts/0, getopts/1, setopts/1, setopts/2,
         printable_range/0, request/1, request/2, requests/1, requests/2]).

-moduledoc """
Input and output. A device is a process, a registered name or an open file; without one it is the
group leader, `standard_io`.
""".

%%% Output. What cannot be written is the caller's error, with the caller's arguments.

-define(OUTPUT(Device, Request, Args),
        case output(Device, Request) of
            {failed, Reason, Cause} -> error(Reason, Args, [{error_info, Cause}]);
            Reply -> Reply
        end).

-doc """
Writes formatted text: `~p` and `~w` write terms, `~s` text, `~b` integers, `~f ~e ~g` floats,
`~n` a new line; io_lib's documentation has them all.
""".
format(Format) ->
    ?OUTPUT(standard_io, {put_chars, unicode, io_lib, format, [Format, []]}, [Format]).
-doc """
Writes formatted text: `~p` and `~w` write terms, `~s` text, `~b` integers, `~f ~e ~g` floats,
`~n` a new line; io_lib's documentation has them all.
""".
format(Format, Args) ->
    ?OUTPUT(standard_io, {put_chars, unicode, io_lib, format, [Format, Args]}, [Format, Args]).
-doc """
Writes formatted text: `~p` and `~w` write terms, `~s` text, `~b` integers, `~f ~e ~g` floats,
`~n` a new line; io_lib's documentation has them all.
""".
format(Device, Format, Args) ->
    ?OUTPUT(Device, {put_chars, unicode, io_lib, format, [Format, Args]}, [Device, Format, Args]).

-doc "As format/1,2,3.".
fwrite(Format) ->
    ?OUTPUT(standard_io, {put_chars, unicode, io_lib, fwrite, [Format, []]}, [Format]).
-doc "As format/1,2,3.".
fwrite(Format, Args) ->
    ?OUTPUT(standard_io, {put_chars, unicode, io_lib, fwrite, [Format, Args]}, [Format, Args]).
-doc "As format/1,2,3.".
fwrite(Device, Format, Args) ->
    ?OUTPUT(Device, {put_chars, unicode, io_lib, fwrite, [Format, Args]}, [Device, Format, Args]).

-doc "Writes characters.".
put_chars(Chars) ->
    ?OUTPUT(standard_io, {put_chars, unicode, packed(Chars)}, [Chars]).
-doc "Writes characters.".
put_chars(Device, Chars) ->
    ?OUTPUT(Device, {put_chars, unicode, packed(Chars)}, [Device, Chars]).

-doc "Writes a new line.".
nl() -> ?OUTPUT(standard_io, {put_chars, unicode, "\n"}, []).
-doc "Writes a new line.".
nl(Device) -> ?OUTPUT(Device, {put_chars, unicode, "\n"}, [Device]).

-doc "Writes a term, as `~w` does.".
write(Term) -> ?OUTPUT(standard_io, {put_chars, unicode, io_lib, write, [Term]}, [Term]).
-doc "Writes a term, as `~w` does.".
write(Device, Term) ->
    ?OUTPUT(Device, {put_chars, unicode, io_lib, write, [Term]}, [Device, Term]).

%% A binary is cheaper to send than a list. What is not text goes as it is, and the server refuses it.
packed(Chars) when is_list(Chars) ->
    try unicode:characters_to_binary(Chars) of
        Binary when is_binary(Binary) -> Binary;
        _ -> Chars
    catch
        _:_ -> Chars
    end;
packed(Chars) ->
    Chars.

output(Device, Request) ->
    case ask(Device, Request) of
        {no_server, Why} -> {failed, reason(Why), cause({io, Why})};
        {reply, {error, Why}} -> {failed, reason(Why), cause({device, Why})};
        {reply, Reply} -> Reply
    end.

cause(Cause) ->
    #{cause => Cause, module => erl_stdlib_errors}.

reason(terminated) -> terminated;
reason(calling_self) -> calling_self;
reason({no_translation, _, _}) -> no_translation;
reason(_) -> badarg.

%%% Input

-doc "Reads so many characters after a prompt.".
get_chars(Prompt, Count) -> get_chars(standard_io, Prompt, Count).
-doc "Reads so many characters after a prompt.".
get_chars(Device, Prompt, Count) when is_integer(Count), Count >= 0 ->
    request(Device, {get_chars, unicode, Prompt, Count}).

-doc "Reads a line after a prompt: the line, `eof` or `{error, Reason}`.".
get_line(Prompt) -> get_line(standard_io, Prompt).
-doc "Reads a line after a prompt: the line, `eof` or `{error, Reason}`.".
get_line(Device, Prompt) -> request(Device, {get_line, unicode, Prompt}).

-doc "Reads a line that is not shown.".
get_password() -> get_password(user).
-doc "Reads a line that is not shown.".
get_password(Device) -> request(Device, {get_password, unicode}).

-doc "Reads terms as a format says: `{ok, Terms}`, `eof` or `{error, Reason}`.".
fread(Prompt, Format) -> fread(standard_io, Prompt, Format).
-doc "Reads terms as a format says: `{ok, Terms}`, `eof` or `{error, Reason}`.".
fread(Device, Prompt, Format) -> request(Device, {fread, Prompt, Format}).

-doc "Reads a term that ends with a dot: `{ok, Term}`, `eof` or `{error, ErrorInfo}`.".
read(Prompt) -> read(standard_io, Prompt).

-doc "Reads a term that ends with a dot: `{ok, Term}`, `eof` or `{error, ErrorInfo}`.".
read(Device, Prompt) ->
    case request(Device, {get_until, unicode, Prompt, erl_scan, tokens, [1]}) of
        {ok, Tokens, _} -> erl_parse:parse_term(Tokens);
        {error, Error, _} -> {error, Error};
        {eof, _} -> eof;
        Other -> Other
    end.

-doc "Reads a term that ends with a dot: `{ok, Term}`, `eof` or `{error, ErrorInfo}`.".
read(Device, Prompt, Start) -> read(Device, Prompt, Start, []).
-doc "Reads a term that ends with a dot: `{ok, Term}`, `eof` or `{error, ErrorInfo}`.".
read(Device, Prompt, Start, Options) ->
    parse(Device, Prompt, Start, Options, fun erl_parse:parse_term/1).

-doc "Reads the tokens of expressions, up to a dot.".
scan_erl_exprs(Prompt) -> scan_erl_exprs(standard_io, Prompt, 1).
-doc "Reads the tokens of expressions, up to a dot.".
scan_erl_exprs(Device, Prompt) -> scan_erl_exprs(Device, Prompt, 1).
-doc "Reads the tokens of expressions, up to a dot.".
scan_erl_exprs(Device, Prompt, Start) -> scan_erl_exprs(Device, Prompt, Start, []).
-doc "Reads the tokens of expressions, up to a dot.".
scan_erl_exprs(Device, Prompt, Start, Options) -> scan(Device, Prompt, Start, Options).

-doc "Reads the tokens of a form, up to a dot.".
scan_erl_form(Prompt) -> scan_erl_form(standard_io, Prompt, 1).
-doc "Reads the tokens of a form, up to a dot.".
scan_erl_form(Device, Prompt) -> scan_erl_form(Device, Prompt, 1).
-doc "Reads the tokens of a form, up to a dot.".
scan_erl_form(Device, Prompt, Start) -> scan_erl_form(Device, Prompt, Start, []).
-doc "Reads the tokens of a form, up to a dot.".
scan_erl_form(Device, Prompt, Start, Options) -> scan(Device, Prompt, Start, Options).

-doc "Reads expressions, up to a dot.".
parse_erl_exprs(Prompt) -> parse_erl_exprs(standard_io, Prompt, 1).
-doc "Reads expressions, up to a dot.".
parse_erl_exprs(Device, Prompt) -> parse_erl_exprs(Device, Prompt, 1).
-doc "Reads expressions, up to a dot.".
parse_erl_exprs(Device, Prompt, Start) -> parse_erl_exprs(Device, Prompt, Start, []).
-doc "Reads expressions, up to a dot.".
parse_erl_exprs(Device, Prompt, Start, Options) ->
    parse(Device, Prompt, Start, Options, fun erl_parse:parse_exprs/1).

-doc "Reads a form, up to a dot.".
parse_erl_form(Prompt) -> parse_erl_form(standard_io, Prompt, 1).
-doc "Reads a form, up to a dot.".
parse_erl_form(Device, Prompt) -> parse_erl_form(Device, Prompt, 1).
-doc "Reads a form, up to a dot.".
parse_erl_form(Device, Prompt, Start) -> parse_erl_form(Device, Prompt, Start, []).
-doc "Reads a form, up to a dot.".
parse_erl_form(Device, Prompt, Start, Options) ->
    parse(Device, Prompt, Start, Options, fun erl_parse:parse_form/1).

scan(Device, Prompt, Start, Options) ->
    request(Device, {get_until, unicode, Prompt, erl_scan, tokens, [Start, Options]}).

parse(Device, Prompt, Start, Options, Parse) ->
    case scan(Device, Prompt, Start, Options) of
        {ok, Tokens, End} ->
            case Parse(Tokens) of
                {ok, Parsed} -> {ok, Parsed, End};
                {error, Error} -> {error, Error, End}
            end;
        Other ->
            Other
    end.

%%% The device

-doc "How many columns the device has: `{ok, N}` or `{error, enotsup}`.".
columns() -> columns(standard_io).
-doc "How many columns the device has: `{ok, N}` or `{error, enotsup}`.".
columns(Device) -> geometry(Device, columns).

-doc "How many lines the device has: `{ok, N}` or `{error, enotsup}`.".
rows() -> rows(standard_io).
-doc "How many lines the device has: `{ok, N}` or `{error, enotsup}`.".
rows(Device) -> geometry(Device, rows).

geometry(Device, What) ->
    case request(Device, {get_geometry, What}) of
        N when is_integer(N), N > 0 -> {ok, N};
        _ -> {error, enotsup}
    end.

-doc "The options of a device: `binary`, `echo`, `encoding`, `expand_fun`, `terminal`, ...".
getopts() -> getopts(standard_io).
-doc "The options of a device: `binary`, `echo`, `encoding`, `expand_fun`, `terminal`, ...".
getopts(Device) -> request(Device, getopts).

-doc "Sets options of a device.".
setopts(Options) -> setopts(standard_io, Options).
-doc "Sets options of a device.".
setopts(Device, Options) -> request(Device, {setopts, Options}).

%% Which characters ~p shows as text; erl's +pc flag, whose default this is.
-doc "Which characters are printed as text: `latin1` or `unicode`.".
printable_range() -> init:printable_range().

%%% Requests

-doc "Sends a request of the io protocol to a device.".
request(Request) -> request(standard_io, Request).
-doc "Sends a request of the io protocol to a device.".
request(Device, Request) ->
    case ask(Device, as_sent(Request)) of
        {no_server, Why} -> {error, Why};
        {reply, Reply} -> Reply
    end.

-doc "Sends several requests of the io protocol to a device.".
requests(Requests) -> requests(standard_io, Requests).
-doc "Sends several requests of the io protocol to a device.".
requests(Device, Requests) ->
    request(Device, {requests, [as_sent(Request) || Request <- Requests]}).

%% The older, shorter forms of requests.
as_sent({format, Format, Args}) -> {put_chars, unicode, io_lib, format, [Format, Args]};
as_sent({fwrite, Format, Args}) -> {put_chars, unicode, io_lib, fwrite, [Format, Args]};
as_sent({write, Term}) -> {put_chars, unicode, io_lib, write, [Term]};
as_sent(nl) -> {put_chars, unicode, "\n"};
as_sent({fread, Prompt, Format}) -> {get_until, unicode, Prompt, io_lib, fread, [Format]};
as_sent(Request) -> Request.

ask(standard_io, Request) -> ask(group_leader(), Request);
ask(Server, _Request) when Server =:= self() -> {no_server, calling_self};
ask(Server, Request) when is_pid(Server) -> execute_request(Server, Request, no_server);
ask(Name, Request) when is_atom(Name) ->
    case whereis(Name) of
        undefined -> {no_server, arguments};
        Server -> ask(Server, Request)
    end.

execute_request(Server, Request, ErrorTag) ->
    Ref = monitor(process, Server),
    Server ! {io_request, self(), Ref, Request},
    receive
        {io_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            {reply, Reply};
        {'DOWN', Ref, _, _, _} ->
            receive
                {'EXIT', Server, _} -> {ErrorTag, terminated}
            after 0 ->
                {ErrorTag, terminated}
            end
    end.
