%% Puts the events of tests in the order of the items, whatever order they arrive in.
%%
%% Tests that run at the same time report as it comes. Here every event is kept under the item it is of
%% until its turn, a walk over the tree of items: an item begins, its members follow, it ends. The end
%% of a group tells how many members it has. An item that was cancelled takes everything below it along:
%% members that had begun are cancelled too, others were never there.
-module(eunit_serial).

-export([start/1]).

start(Listeners) ->
    spawn(fun() -> item([], none, 0, #{}, lists:usort(Listeners)) end).

%% Tell all of an item; `more' or `last' says whether the group goes on, with the events that are left.
item(Id, Parent, Before, Events, To) ->
    case wait(fun(E) -> beginning(Id, Parent, Before, E) end, Events) of
        {over, Events1} ->
            {last, Events1};
        {{cancelled, Event}, Events1} ->
            tell(Event, To),
            {more, forget(Id, Events1)};
        {{begun, {status, _, {progress, 'begin', {Type, _}}} = Event}, Events1} ->
            tell(Event, To),
            Events2 = case Type of
                          group -> members(Id, 1, Events1, To);
                          test -> Events1
                      end,
            {End, Events3} = wait(fun(E) -> ending(Id, E) end, Events2),
            tell(event(End, Id), To),
            {case End of above -> last; _ -> more end, forget(Id, Events3)}
    end.

members(Group, N, Events, To) ->
    case item(Group ++ [N], Group, N - 1, Events, To) of
        {more, Events1} -> members(Group, N + 1, Events1, To);
        {last, Events1} -> Events1
    end.

event(above, Id) -> {status, Id, {cancel, undefined}};
event({_, Event}, _Id) -> Event.

tell(Event, To) ->
    [Listener ! Event || Listener <- To].

%% What is known of the beginning of an item: `wait' if nothing is.
beginning(Id, Parent, Before, Events) ->
    case {is_cancelled_above(Id, Events), Events} of
        {_, #{Id := #{'begin' := Event}}} -> {begun, Event};
        {true, _} -> over;
        {_, #{Id := #{cancel := Event}}} -> {cancelled, Event};
        {_, #{Parent := #{'end' := {status, _, {progress, _, {Before, _}}}}}} -> over;
        _ -> wait
    end.

ending(Id, Events) ->
    case Events of
        #{Id := #{'end' := Event}} -> {ended, Event};
        #{Id := #{cancel := Event}} -> {cancelled, Event};
        _ ->
            case is_cancelled_above(Id, Events) of
                true -> above;
                false -> wait
            end
    end.

is_cancelled_above([], _Events) -> false;
is_cancelled_above(Id, Events) ->
    Above = lists:droplast(Id),
    case Events of
        #{Above := #{cancel := _}} -> true;
        _ -> is_cancelled_above(Above, Events)
    end.

%% Take events in until something is known.
wait(Known, Events) ->
    case Known(Events) of
        wait ->
            receive
                {status, Id, {progress, Point, _}} = Event -> wait(Known, keep(Id, Point, Event, Events));
                {status, Id, {cancel, _}} = Event -> wait(Known, keep(Id, cancel, Event, Events))
            end;
        Answer ->
            {Answer, Events}
    end.

keep(Id, Point, Event, Events) ->
    Kept = maps:get(Id, Events, #{}),
    Events#{Id => Kept#{Point => Event}}.

forget(Id, Events) ->
    maps:remove(Id, Events).
