%% The group leader of the cases: what they write goes to a log, and to nobody's screen.
-module(suite_io).
-export([start/1, capture/1, captured/0]).

start(Log) ->
    spawn(fun() ->
        {ok, File} = file:open(Log, [append, raw]),
        loop(File, off)
    end).

%% Keep what is written from now on (true), or stop (false).
capture(On) ->
    suite_io ! {capture, self(), On},
    receive {suite_io, done} -> ok after 5000 -> ok end.

captured() ->
    suite_io ! {captured, self()},
    receive {suite_io, Texts} -> Texts after 5000 -> [] end.

loop(File, Kept) ->
    receive
        {io_request, From, As, Request} ->
            {Reply, Text} = request(Request),
            file:write(File, Text),
            From ! {io_reply, As, Reply},
            loop(File, keep(Text, Kept));
        {capture, From, On} ->
            From ! {suite_io, done},
            case {On, Kept} of
                {true, _} -> loop(File, []);
                {false, List} when is_list(List) -> loop(File, {was, List});
                _ -> loop(File, Kept)
            end;
        {captured, From} ->
            Texts = case Kept of off -> []; {was, List} -> List; List -> List end,
            From ! {suite_io, [T || T <- lists:reverse(Texts)]},
            loop(File, case Kept of List1 when is_list(List1) -> []; _ -> off end);
        _ ->
            loop(File, Kept)
    end.

keep("", Kept) -> Kept;
keep(<<>>, Kept) -> Kept;
keep(Text, Kept) when is_list(Kept) -> [unicode:characters_to_list(Text) | Kept];
keep(_, Kept) -> Kept.

request({put_chars, Encoding, Chars}) -> written(fun() -> bytes(Chars, Encoding) end);
request({put_chars, Encoding, M, F, A}) -> written(fun() -> bytes(apply(M, F, A), Encoding) end);
request({put_chars, Chars}) -> request({put_chars, latin1, Chars});
request({put_chars, M, F, A}) -> request({put_chars, latin1, M, F, A});
request({requests, Requests}) -> several(Requests, {ok, ""});
request({setopts, _}) -> {ok, ""};
request(getopts) -> {[{binary, false}, {encoding, unicode}], ""};
request({get_geometry, _}) -> {{error, enotsup}, ""};
request({get_until, _, _, _, _, _}) -> {eof, ""};
request({get_chars, _, _, _}) -> {eof, ""};
request({get_line, _, _}) -> {eof, ""};
request({get_password, _}) -> {eof, ""};
request(_) -> {{error, request}, ""}.

several([R | Rest], {ok, Before}) ->
    {Reply, Text} = request(R),
    several(Rest, {Reply, [Before, Text]});
several(_, Result) -> Result.

written(Make) ->
    try Make() of
        Text when is_binary(Text) -> {ok, Text};
        _ -> {{error, put_chars}, ""}
    catch
        _:_ -> {{error, put_chars}, ""}
    end.

bytes(Chars, Encoding) -> unicode:characters_to_binary(Chars, Encoding, unicode).
