%% Documentation as a tree of elements, {Tag, Attributes, Content} and texts: made regular, and checked.
%%
%% White space counts as in HTML: outside pre a run of it is one space, and there is none where a run of
%% texts and inline elements begins or ends, nor after another space of the same run.
%%
%%     [<<" a ">>, {em, [], [<<" b ">>]}, {p, [], [<<"\n c">>]}]
%%     [{p, [], [<<"a ">>, {em, [], [<<"b">>]}]}, {p, [], [<<"c">>]}]
%%
%% OTP: shell_docs (normalize/1, validate/1)
-module(shell_docs_tree).

-export([normalize/1, validate/1]).

-include_lib("kernel/include/eep48.hrl").

-define(INLINE(Tag), (Tag =:= a orelse Tag =:= code orelse Tag =:= em orelse Tag =:= strong
                      orelse Tag =:= i orelse Tag =:= b)).
-define(HEADINGS, [h1, h2, h3, h4, h5, h6]).

%%% Regular form

normalize(Docs) ->
    wrapped(blocks(cleaned(Docs, flow))).

%% Texts side by side are one, empty ones are none, white space is a space.
cleaned([<<>> | Rest], Mode) -> cleaned(Rest, Mode);
cleaned([A, B | Rest], Mode) when is_binary(A), is_binary(B) ->
    cleaned([<<A/binary, B/binary>> | Rest], Mode);
cleaned([Text | Rest], flow) when is_binary(Text) ->
    Spaced = re:replace(Text, "\\s+", " ", [unicode, global, {return, binary}]),
    [Spaced | cleaned(Rest, flow)];
cleaned([Text | Rest], pre) when is_binary(Text) -> [Text | cleaned(Rest, pre)];
cleaned([{code, Attributes, Content} | Rest], pre) ->
    [{code, Attributes, without_end(cleaned(Content, pre))} | cleaned(Rest, pre)];
cleaned([{pre, Attributes, Content} | Rest], Mode) ->
    [{pre, Attributes, cleaned(Content, pre)} | cleaned(Rest, Mode)];
cleaned([{Tag, Attributes, Content} | Rest], Mode) ->
    [{Tag, Attributes, cleaned(Content, Mode)} | cleaned(Rest, Mode)];
cleaned([], _) -> [].

without_end([Text]) when is_binary(Text) -> [string:trim(Text, trailing)];
without_end([First | Rest]) -> [First | without_end(Rest)];
without_end([]) -> [].

%% Each run of inline content between blocks is trimmed.
blocks([{pre, Attributes, Content} | Rest]) ->
    [{pre, Attributes, last_cut(first_cut(Content))} | blocks(Rest)];
blocks([{Tag, Attributes, Content} | Rest]) when not ?INLINE(Tag) ->
    [{Tag, Attributes, blocks(Content)} | blocks(Rest)];
blocks([]) -> [];
blocks(Elements) ->
    {Run, Rest} = lists:splitwith(fun is_inline/1, Elements),
    {Spaced, _} = spaced(Run, true),
    {_, Trimmed} = ended(Spaced),
    Trimmed ++ blocks(Rest).

is_inline({Tag, _, _}) -> ?INLINE(Tag);
is_inline(Text) -> is_binary(Text).

%% After a space, or where the run begins, there is no space. Elements without content go, but anchors.
spaced([<<" ", Text/binary>> | Rest], true) when Text =:= <<>> -> spaced(Rest, true);
spaced([<<" ", Text/binary>> | Rest], true) -> spaced([Text | Rest], true);
spaced([Text | Rest], _) when is_binary(Text) ->
    {Spaced, After} = spaced(Rest, binary:last(Text) =:= $\s),
    {joined(Text, Spaced), After};
spaced([{Tag, Attributes, Content} | Rest], Space) ->
    {Inner, Behind} = spaced(Content, Space),
    {Spaced, After} = spaced(Rest, Behind),
    case Inner =:= [] andalso not (Tag =:= a andalso proplists:is_defined(id, Attributes)) of
        true -> {Spaced, After};
        false -> {[{Tag, Attributes, Inner} | Spaced], After}
    end;
spaced([], Space) -> {[], Space}.

joined(Text, [Next | Rest]) when is_binary(Next) -> [<<Text/binary, Next/binary>> | Rest];
joined(Text, Rest) -> [Text | Rest].

%% The last text of a run does not end with a space: {IsDone, Content}.
ended([]) -> {false, []};
ended([Last | Rest]) ->
    case ended(Rest) of
        {true, Ended} -> {true, [Last | Ended]};
        {false, _} -> end_of(Last, Rest)
    end.

end_of(Text, Rest) when is_binary(Text) ->
    case string:trim(Text, trailing, " ") of
        <<>> -> {true, Rest};
        Ended -> {true, [Ended | Rest]}
    end;
end_of({Tag, Attributes, Content}, Rest) ->
    case ended(Content) of
        {true, []} -> {true, Rest};
        {IsDone, Ended} -> {IsDone, [{Tag, Attributes, Ended} | Rest]}
    end.

%% The line feed behind <pre> and the one before </pre>, wherever in the content they are.
first_cut([<<"\n">> | Rest]) -> Rest;
first_cut([<<"\n", Text/binary>> | Rest]) -> [Text | Rest];
first_cut([{Tag, Attributes, [_ | _] = Content} | Rest]) ->
    case first_cut(Content) of
        [] -> Rest;
        Cut -> [{Tag, Attributes, Cut} | Rest]
    end;
first_cut(Content) -> Content.

last_cut([Last]) when is_binary(Last) ->
    case binary:last(Last) of
        $\n when byte_size(Last) =:= 1 -> [];
        $\n -> [binary:part(Last, 0, byte_size(Last) - 1)];
        _ -> [Last]
    end;
last_cut([{Tag, Attributes, [_ | _] = Content}]) ->
    case last_cut(Content) of
        [] -> [];
        Cut -> [{Tag, Attributes, Cut}]
    end;
last_cut([First | Rest]) -> [First | last_cut(Rest)];
last_cut([]) -> [].

%% What is not in a block stands in a paragraph. Elements without content, as anchors, stand alone.
wrapped([{Tag, _, Content} = Alone | Rest]) when not ?INLINE(Tag); Content =:= [] ->
    [Alone | wrapped(Rest)];
wrapped([]) -> [];
wrapped(Elements) ->
    {Run, Rest} = lists:splitwith(fun({Tag, _, Content}) -> ?INLINE(Tag) andalso Content =/= [];
                                     (_) -> true
                                  end, Elements),
    [{p, [], Run} | wrapped(Rest)].

%%% Checks

%% `ok', or a fault is thrown: {What, Tag, TagsAround}.
validate(#docs_v1{module_doc = ModuleDoc, docs = Docs}) ->
    each_language(ModuleDoc),
    lists:foreach(fun({_, _, Signature, Doc, _}) ->
                          lists:all(fun is_binary/1, Signature)
                              orelse throw({invalid_signature, Signature}),
                          each_language(Doc)
                  end, Docs).

each_language(Docs) when is_map(Docs) ->
    maps:foreach(fun(_, Doc) -> validate_docs(Doc, []) end, Docs);
each_language(NoDocs) when NoDocs =:= none; NoDocs =:= hidden -> ok.

validate_docs([Element | Rest], Around) when is_tuple(Element) ->
    validate_docs(Element, Around),
    validate_docs(Rest, Around);
validate_docs([Text | Rest], Around) when is_binary(Text) -> validate_docs(Rest, Around);
validate_docs([], _) -> ok;
validate_docs({br, [], []}, _) -> ok;
validate_docs({br, _, _} = Break, Around) -> throw({content_to_allowed_in_br, Break, Around});
validate_docs({Tag, Attributes, Content}, Around) ->
    [throw({What, Tag, Around}) || {What, true} <- faults(Tag, Around)],
    lists:all(fun({Key, Value}) -> is_atom(Key) andalso is_binary(Value) end, Attributes)
        orelse throw({invalid_attribute, {Tag, Attributes}}),
    validate_docs(Content, [Tag | Around]).

faults(Tag, Around) ->
    Parent = case Around of
                 [Above | _] -> Above;
                 [] -> none
             end,
    IsKnown = lists:member(Tag, shell_docs:supported_tags()),
    IsBlock = IsKnown andalso not ?INLINE(Tag),
    [{only_li_allowed_within_ul_or_ol,
      Tag =/= li andalso (Parent =:= ul orelse Parent =:= ol)},
     {only_dd_or_dt_allowed_within_dl, Tag =/= dd andalso Tag =/= dt andalso Parent =:= dl},
     {nested_p_not_allowed, Tag =:= p andalso lists:member(p, Around)},
     {cannot_put_block_tag_within_pre,
      IsBlock andalso lists:any(fun(Above) -> lists:member(Above, Around) end, [pre | ?HEADINGS])},
     {cannot_put_inline_tag_outside_block,
      IsBlock andalso lists:any(fun(Above) -> ?INLINE(Above) end, Around)},
     {invalid_tag, not IsKnown}].
