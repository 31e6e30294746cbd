%% Headers of tar archives: blocks of 512 bytes, numbers in octal.
%%
%% A name that does not fit stands in an extended header (type x) before its entry; GNU's form of the
%% same (type L and K) is read.
-module(erl_tar_format).

-export([header/1, entries/1, print/1]).

-define(TYPES, [{regular, $0}, {link, $1}, {symlink, $2}, {char, $3}, {block, $4},
                {directory, $5}, {fifo, $6}]).

%%% Making

header(#{name := Name, link := Link} = Entry) ->
    case {placed(Name), fits(Link, 100)} of
        {{Prefix, Last}, true} -> block(Entry, Prefix, Last, utf8(Link));
        _ ->
            Records = [record("path", Name), [record("linkpath", Link) || Link =/= ""]],
            Data = iolist_to_binary(Records),
            Size = byte_size(Data),
            Extended = #{type => extended, size => Size, mtime => 0, mode => 8#644, uid => 0,
                         gid => 0},
            [block(Extended, <<>>, <<"PaxHeader">>, <<>>), Data,
             <<0:(-Size band 511)/unit:8>>,
             block(Entry, <<>>, short(Name), short(Link))]
    end.

%% {Prefix, Name} if the name fits into the two fields for it.
placed(Name) ->
    Text = utf8(Name),
    case {is_ascii(Name), byte_size(Text) =< 100} of
        {true, true} -> {<<>>, Text};
        {true, false} ->
            case [{binary:part(Text, 0, At), binary:part(Text, At + 1, byte_size(Text) - At - 1)}
                  || {At, _} <- binary:matches(Text, <<"/">>), At > 0, At =< 155,
                     byte_size(Text) - At - 1 =< 100, byte_size(Text) - At > 1] of
                [Place | _] -> Place;
                [] -> no
            end;
        {false, _} -> no
    end.

fits(Text, Size) -> is_ascii(Text) andalso length(Text) =< Size.

is_ascii(Text) -> lists:all(fun(C) -> C < 128 end, Text).

utf8(Text) -> unicode:characters_to_binary(Text).

short(Text) ->
    Ascii = << <<(if C < 128 -> C; true -> $_ end)>> || C <- Text >>,
    binary:part(Ascii, 0, min(100, byte_size(Ascii))).

%% "LENGTH key=value\n", the length with its own digits.
record(Key, Value) ->
    Text = iolist_to_binary([" ", Key, "=", utf8(Value), "\n"]),
    [integer_to_binary(total(byte_size(Text), byte_size(Text))), Text].

total(Size, Guess) ->
    case Size + length(integer_to_list(Guess)) of
        Guess -> Guess;
        Better -> total(Size, Better)
    end.

block(#{type := Type, size := Size, mtime := Time, mode := Mode, uid := Uid, gid := Gid},
      Prefix, Name, Link) ->
    Flag = case Type of
               extended -> $x;
               _ -> proplists:get_value(Type, ?TYPES, $0)
           end,
    First = [field(Name, 100), octal(Mode band 8#7777777, 8), octal(Uid, 8), octal(Gid, 8),
             octal(Size, 12), octal(Time, 12)],
    Rest = [Flag, field(Link, 100), <<"ustar", 0, "00">>, field(<<>>, 32), field(<<>>, 32),
            octal(0, 8), octal(0, 8), field(Prefix, 155), <<0:12/unit:8>>],
    Sum = lists:sum(binary_to_list(iolist_to_binary([First, "        ", Rest]))),
    [First, io_lib:format("~6.8.0b", [Sum]), 0, " ", Rest].

field(Text, Size) -> [Text, <<0:(Size - byte_size(Text))/unit:8>>].

octal(N, Size) -> io_lib:format("~*.8.0b", [Size - 1, max(N, 0)]) ++ [0].

%%% Reading

%% {ok, Entries}, in order; throws {error, Reason}.
entries(<<>>) -> {error, eof};
entries(Binary) -> {ok, entries(Binary, #{})}.

%% Known: what extended headers said of the next entry.
entries(<<0:512/unit:8, _/binary>>, _Known) -> [];
entries(<<>>, _Known) -> [];
entries(<<Block:512/binary, Rest/binary>>, Known) ->
    check(Block),
    <<Name:100/binary, Mode:8/binary, Uid:8/binary, Gid:8/binary, Size:12/binary, Time:12/binary,
      _Sum:8/binary, Flag, Link:100/binary, Magic:6/binary, _:82/binary, Prefix:155/binary,
      _/binary>> = Block,
    Length = number(Size),
    Padding = -Length band 511,
    {Data, Next} = case Rest of
                       <<D:Length/binary, _:Padding/binary, N/binary>> -> {D, N};
                       _ -> throw({error, eof})
                   end,
    case Flag of
        $x -> entries(Next, maps:merge(Known, records(Data, #{})));
        $g -> entries(Next, Known);
        $L -> entries(Next, Known#{"path" => text(Data)});
        $K -> entries(Next, Known#{"linkpath" => text(Data)});
        _ ->
            Full = case {Magic, text(Prefix)} of
                       {<<"ustar", 0>>, [_ | _] = Above} -> Above ++ "/" ++ text(Name);
                       _ -> text(Name)
                   end,
            Shown = maps:get("path", Known, Full),
            Type = type(Flag, Shown),
            Entry = #{name => string:trim(Shown, trailing, "/"), type => Type, size => Length,
                      mtime => number(Time), mode => mode(Type, number(Mode)),
                      uid => number(Uid), gid => number(Gid),
                      link => maps:get("linkpath", Known, text(Link)), data => Data},
            [Entry | entries(Next, #{})]
    end;
entries(_, _Known) -> throw({error, eof}).

type(0, Name) -> type($0, Name);
type($0, Name) ->
    case lists:suffix("/", Name) of
        true -> directory;
        false -> regular
    end;
type(Flag, _Name) ->
    case lists:keyfind(Flag, 2, ?TYPES) of
        {Type, _} -> Type;
        false -> regular
    end.

%% The bits of the type are part of a mode.
mode(_Type, Mode) when Mode > 8#7777 -> Mode;
mode(directory, Mode) -> 8#40000 bor Mode;
mode(_Type, Mode) -> Mode.

check(<<Before:148/binary, Sum:8/binary, After/binary>>) ->
    Real = lists:sum(binary_to_list(Before)) + 8 * $\s + lists:sum(binary_to_list(After)),
    number(Sum) =:= Real orelse throw({error, bad_header}).

number(<<128, Rest/binary>>) -> binary:decode_unsigned(Rest);
number(Field) ->
    [throw({error, invalid_tar_checksum}) || <<C>> <= Field, C =/= 0, C =/= $\s, C < $0 orelse C > $7],
    case [C || <<C>> <= Field, C >= $0, C =< $7] of
        [] -> 0;
        Digits -> list_to_integer(Digits, 8)
    end.

text(Field) ->
    [Text | _] = binary:split(Field, <<0>>),
    case unicode:characters_to_list(Text) of
        Characters when is_list(Characters) -> Characters;
        _ -> binary_to_list(Text)
    end.

records(<<>>, Known) -> Known;
records(Data, Known) ->
    [Length | _] = binary:split(Data, <<" ">>),
    Size = binary_to_integer(Length),
    <<Record:Size/binary, Rest/binary>> = Data,
    [_, Pair] = binary:split(Record, <<" ">>),
    [Key, Value] = binary:split(Pair, <<"=">>),
    Text = string:trim(unicode:characters_to_list(Value), trailing, "\n"),
    records(Rest, Known#{binary_to_list(Key) => Text}).

%%% Showing

print({Name, Type, Size, Time, Mode, Uid, Gid}) ->
    {{Year, Month, Day}, {Hour, Minute, _}} =
        calendar:now_to_local_time({Time div 1000000, Time rem 1000000, 0}),
    io:format("~s ~4w/~w ~10w ~s ~2w ~2.10.0b:~2.10.0b ~w ~ts~n",
              [[letter(Type) | bits(Mode, 8)], Uid, Gid, Size,
               lists:nth(Month, ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                 "Oct", "Nov", "Dec"]), Day, Hour, Minute, Year, Name]).

letter(regular) -> $-;
letter(Type) -> hd(atom_to_list(Type)).

bits(_Mode, -1) -> [];
bits(Mode, Bit) ->
    Letter = lists:nth(Bit rem 3 + 1, "xwr"),
    [if Mode band (1 bsl Bit) =/= 0 -> Letter; true -> $- end | bits(Mode, Bit - 1)].
