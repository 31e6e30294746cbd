%% Filling a table: with the objects that a fun gives, or with the parts of another table's file.
%%
%% OTP: dets (init_table/3, bchunk/2)
-module(dets_fill).
-moduledoc false.

-export([initialize/4, bchunk_format/1, parameters/2]).

-include("dets.hrl").

%% All is read before the table is emptied. What goes wrong leaves a table that is not used any more.
initialize(Init, Format, Slots, #table{ref = Ref} = Table0) ->
    {_, _, Max} = dets_v9:info(Ref, no_slots),
    case Format of
        term when is_integer(Slots), Slots > Max -> {badarg, Table0};
        _ ->
            case filled(Init, Format, Slots, Table0) of
                #table{} = Table ->
                    dets_table:consider_growing(Table),
                    dets_table:start_auto_save(Table),
                    {ok, Table#table{mode = dirty, updates = 0}};
                badarg -> {badarg, Table0};
                Error -> {Error, Table0#table{mode = Error}}
            end
    end.

filled(Init, term, Slots, #table{fd = Fd, args = Args, ref = Ref} = Table) ->
    Check = fun(Objs) -> dets_v9:are_objects(Objs, dets_table:keypos(Table)) end,
    case all_read(Init, Check, []) of
        {ok, Objs} ->
            {Min, _, Max} = dets_v9:info(Ref, no_slots),
            New = dets_table:create(Fd, Args, dets_open:given(Slots, Min), Max),
            true = dets_v9:fill(New, Objs),
            Table#table{ref = New};
        Error -> Error
    end;
filled(Init, bchunk, _, #table{fd = Fd, args = #open_args{delayed_write = {_, Limit}}} = Table) ->
    case all_read(Init, fun is_list/1, []) of
        {ok, [Format | Buckets]} when is_binary(Format) ->
            case parameters(Format, Table) of
                badarg -> {error, {init_fun, Format}};
                Parameters ->
                    case dets_v9:fill(Fd, Parameters, Buckets, Limit) of
                        false -> {error, invalid_objects_list};
                        badarg -> badarg;
                        New -> Table#table{ref = New}
                    end
            end;
        {ok, [Other | _]} -> {error, {init_fun, Other}};
        {ok, []} -> {error, {init_fun, end_of_input}};
        Error -> Error
    end.

all_read(Init, Check, Parts) ->
    try {read, Init(read)} of
        {read, end_of_input} -> {ok, lists:append(lists:reverse(Parts))};
        {read, {Objs, Next}} when is_list(Objs), is_function(Next) ->
            case Check(Objs) of
                true -> all_read(Next, Check, [Objs | Parts]);
                false ->
                    catch Next(close),
                    {error, invalid_objects_list}
            end;
        {read, Value} -> {error, {init_fun, Value}}
    catch
        throw:Thrown -> {thrown, Thrown};
        exit:Reason -> {thrown, {'EXIT', Reason}};
        error:Reason:Stack -> {thrown, {'EXIT', {Reason, Stack}}}
    end.

%%% The form of the parts

bchunk_format(#table{ref = Ref} = Table) ->
    case dets_v9:parameters(Ref) of
        undefined -> undefined;
        Facts -> term_to_binary(setelement(4, Facts, filename:basename(dets_table:file_name(Table))))
    end.

parameters(Format, #table{ref = Ref, args = #open_args{type = Type, keypos = Keypos}}) ->
    Method = case dets_v9:info(Ref, hash) of
                 phash2 -> 1;
                 phash -> 0
             end,
    try binary_to_term(Format) of
        {'$hash2', _, 1, _, Type, Keypos, Method, _, _, _, _, _, _, _, _} = Parameters -> Parameters;
        _ -> badarg
    catch
        error:_ -> badarg
    end.
