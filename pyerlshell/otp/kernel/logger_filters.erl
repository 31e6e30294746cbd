%% Filters for common needs. Each takes an event and what it was installed with, and gives the event,
%% `stop', or `ignore' when it does not match.
-module(logger_filters).

-export([domain/2, level/2, progress/2, remote_gl/2]).

-moduledoc "Filters for events.".

-define(IS_ACTION(A), (A =:= log orelse A =:= stop)).
-define(IS_COMPARE(C), (C =:= super orelse C =:= sub orelse C =:= equal orelse C =:= not_equal
                        orelse C =:= undefined)).
-define(IS_OPERATOR(Op), (Op =:= eq orelse Op =:= neq orelse Op =:= lt orelse Op =:= gt
                          orelse Op =:= lteq orelse Op =:= gteq)).

-doc "Passes or stops events by their domain: `sub`, `super`, `equal`, `not_equal` or `undefined`.".
domain(#{meta := Meta} = Event, {Action, Compare, Domain})
  when is_list(Domain), ?IS_ACTION(Action), ?IS_COMPARE(Compare) ->
    on_match(domain_matches(Compare, Meta, Domain), Action, Event);
domain(Event, Extra) ->
    error(badarg, [Event, Extra]).

domain_matches(super, #{domain := Domain}, Match) -> is_prefix(Domain, Match);
domain_matches(sub, #{domain := Domain}, Match) -> is_prefix(Match, Domain);
domain_matches(equal, #{domain := Domain}, Match) -> Domain =:= Match;
domain_matches(not_equal, #{domain := Domain}, Match) -> Domain =/= Match;
domain_matches(not_equal, _Meta, _Match) -> true;
domain_matches(undefined, Meta, _Match) -> not is_map_key(domain, Meta);
domain_matches(_, _, _) -> false.

is_prefix(Prefix, List) ->
    is_list(Prefix) andalso is_list(List) andalso lists:prefix(Prefix, List).

-doc "Passes or stops events by their level: `lt`, `lteq`, `eq`, `neq`, `gteq` or `gt`.".
level(#{level := Level} = Event, {Action, Operator, Match})
  when ?IS_ACTION(Action), ?IS_OPERATOR(Operator) ->
    logger_config:is_level(Match) orelse error(badarg, [Event, {Action, Operator, Match}]),
    on_match(level_matches(Operator, logger:compare_levels(Level, Match)), Action, Event);
level(Event, Extra) ->
    error(badarg, [Event, Extra]).

level_matches(eq, Order) -> Order =:= eq;
level_matches(neq, Order) -> Order =/= eq;
level_matches(lt, Order) -> Order =:= lt;
level_matches(gt, Order) -> Order =:= gt;
level_matches(lteq, Order) -> Order =/= gt;
level_matches(gteq, Order) -> Order =/= lt.

-doc "Passes or stops the progress reports of supervisors.".
progress(#{msg := {report, #{label := {_, progress}}}} = Event, Action) when ?IS_ACTION(Action) ->
    on_match(true, Action, Event);
progress(_Event, Action) when ?IS_ACTION(Action) ->
    ignore;
progress(Event, Action) ->
    error(badarg, [Event, Action]).

-doc "Passes or stops events of processes whose group leader is on another node.".
remote_gl(#{meta := #{gl := Leader}} = Event, Action) when is_pid(Leader), ?IS_ACTION(Action) ->
    on_match(node(Leader) =/= node(), Action, Event);
remote_gl(_Event, Action) when ?IS_ACTION(Action) ->
    ignore;
remote_gl(Event, Action) ->
    error(badarg, [Event, Action]).

on_match(false, _Action, _Event) -> ignore;
on_match(true, log, Event) -> Event;
on_match(true, stop, _Event) -> stop.
