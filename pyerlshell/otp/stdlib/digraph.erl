%% Directed graphs that change: three ets tables, owned by the process that makes the graph.
%%
%% `vtab` holds {Vertex, Label}, `etab` {Edge, From, To, Label}, and `ntab` (a bag, so in the order in which
%% the edges came) {{out, From}, Edge} and {{in, To}, Edge}, besides the numbers of the next vertex and
%% edge that get their names from here.
%%
%% OTP: digraph
-module(digraph).

-export([new/0, new/1, delete/1, info/1]).
-export([add_vertex/1, add_vertex/2, add_vertex/3, del_vertex/2, del_vertices/2,
         vertex/2, vertices/1, no_vertices/1, source_vertices/1, sink_vertices/1]).
-export([add_edge/3, add_edge/4, add_edge/5, del_edge/2, del_edges/2,
         edge/2, edges/1, edges/2, no_edges/1]).
-export([in_neighbours/2, out_neighbours/2, in_edges/2, out_edges/2, in_degree/2, out_degree/2]).
-export([get_path/3, get_cycle/2, get_short_path/3, get_short_cycle/2, del_path/3]).

-moduledoc """
Directed graphs that are changed in place. Vertices and edges are terms with labels; a graph
belongs to the process that made it.
""".
-export_type([graph/0, vertex/0, edge/0, label/0, d_type/0]).

-record(digraph, {vtab = notable :: term(),
                  etab = notable :: term(),
                  ntab = notable :: term(),
                  cyclic = true :: boolean()}).

-opaque graph() :: #digraph{}.
-type vertex() :: term().
-type edge() :: term().
-type label() :: term().
-type d_type() :: cyclic | acyclic | protected | private.

%% Making, and what it is

-doc "A new graph; the options are `cyclic`, `acyclic`, `protected`, `private`.".
-spec new() -> graph().
new() -> new([]).

-doc "A new graph; the options are `cyclic`, `acyclic`, `protected`, `private`.".
-spec new(Type :: [d_type()]) -> graph().
new(Type) ->
    case wanted(Type, true, protected) of
        {Cyclic, Access} ->
            [V, E, N] = [ets:new(Name, [Kind, Access])
                         || {Name, Kind} <- [{vertices, set}, {edges, set}, {neighbours, bag}]],
            ets:insert(N, [{'$vid', 0}, {'$eid', 0}]),
            #digraph{vtab = V, etab = E, ntab = N, cyclic = Cyclic};
        wrong ->
            error(badarg)
    end.

%% Of `cyclic` and `acyclic` the first counts, of `protected` and `private` the last.
wanted(Type, Cyclic, Access) ->
    try lists:foldr(fun cyclicity/2, Cyclic, Type) of
        C -> {C, lists:foldl(fun access/2, Access, Type)}
    catch
        error:_ -> wrong
    end.

cyclicity(cyclic, _) -> true;
cyclicity(acyclic, _) -> false;
cyclicity(Other, C) when Other =:= protected; Other =:= private -> C.

access(Access, _) when Access =:= protected; Access =:= private -> Access;
access(_, Access) -> Access.

-doc "Deletes a graph.".
-spec delete(G :: graph()) -> true.
delete(G) ->
    [ets:delete(Table) || Table <- tables(G)],
    true.

tables(G) -> [G#digraph.vtab, G#digraph.etab, G#digraph.ntab].

-doc "The cyclicity, memory and protection of a graph.".
-spec info(G :: graph()) -> [{cyclicity | memory | protection, term()}].
info(G) ->
    [Vs, Es, Ns] = [ets:info(Table, memory) || Table <- tables(G)],
    [{cyclicity, case G#digraph.cyclic of true -> cyclic; false -> acyclic end},
     {memory, Vs + Es + Ns},
     {protection, ets:info(G#digraph.vtab, protection)}].

%% A new name: ['$v' | N], ['$e' | N]
named(G, Counter, Prefix) ->
    Table = G#digraph.ntab,
    [{_, N}] = ets:take(Table, Counter),
    ets:insert(Table, {Counter, N + 1}),
    [Prefix | N].

%% Vertices

-doc "Adds a vertex, or changes its label; without one makes a new vertex.".
-spec add_vertex(G :: graph()) -> vertex().
add_vertex(G) -> add_vertex(G, named(G, '$vid', '$v'), []).

-doc "Adds a vertex, or changes its label; without one makes a new vertex.".
-spec add_vertex(G :: graph(), V :: vertex()) -> vertex().
add_vertex(G, V) -> add_vertex(G, V, []).

-doc "Adds a vertex, or changes its label; without one makes a new vertex.".
-spec add_vertex(G :: graph(), V :: vertex(), Label :: label()) -> vertex().
add_vertex(G, V, Label) ->
    ets:insert(G#digraph.vtab, {V, Label}),
    V.

-doc "Deletes a vertex and its edges.".
-spec del_vertex(G :: graph(), V :: vertex()) -> true.
del_vertex(G, V) ->
    del_edges(G, in_edges(G, V)),
    del_edges(G, out_edges(G, V)),
    ets:delete(G#digraph.vtab, V).

-doc "Deletes vertices and their edges.".
-spec del_vertices(G :: graph(), Vertices :: [vertex()]) -> true.
del_vertices(G, Vs) ->
    lists:foreach(fun(V) -> del_vertex(G, V) end, Vs),
    true.

-doc "`{Vertex, Label}` or `false`.".
-spec vertex(G :: graph(), V :: vertex()) -> {V :: vertex(), Label :: label()} | false.
vertex(G, V) -> found(ets:lookup(G#digraph.vtab, V)).

found([]) -> false;
found([X]) -> X.

-doc "All vertices.".
-spec vertices(G :: graph()) -> [vertex()].
vertices(G) -> ets:select(G#digraph.vtab, [{{'$1', '_'}, [], ['$1']}]).

-doc "How many vertices there are.".
-spec no_vertices(G :: graph()) -> non_neg_integer().
no_vertices(G) -> ets:info(G#digraph.vtab, size).

-doc "The vertices without incoming edges.".
-spec source_vertices(G :: graph()) -> [vertex()].
source_vertices(G) -> without(G, in).

-doc "The vertices without outgoing edges.".
-spec sink_vertices(G :: graph()) -> [vertex()].
sink_vertices(G) -> without(G, out).

without(G, Side) ->
    lists:reverse([V || V <- vertices(G), not ets:member(G#digraph.ntab, {Side, V})]).

%% Edges

-doc """
Adds an edge from V1 to V2, or changes it: the edge, or `{error, {bad_edge, Path} | {bad_vertex,
V}}`.
""".
-spec add_edge(G :: graph(), V1 :: vertex(), V2 :: vertex()) ->
          edge() | {error, {bad_edge, [vertex()]} | {bad_vertex, vertex()}}.
add_edge(G, V1, V2) -> add_edge(G, V1, V2, []).

-doc """
Adds an edge from V1 to V2, or changes it: the edge, or `{error, {bad_edge, Path} | {bad_vertex,
V}}`.
""".
-spec add_edge(G :: graph(), V1 :: vertex(), V2 :: vertex(), Label :: label()) ->
          edge() | {error, {bad_edge, [vertex()]} | {bad_vertex, vertex()}}.
add_edge(G, V1, V2, Label) -> add_edge(G, named(G, '$eid', '$e'), V1, V2, Label).

-doc """
Adds an edge from V1 to V2, or changes it: the edge, or `{error, {bad_edge, Path} | {bad_vertex,
V}}`.
""".
-spec add_edge(G :: graph(), E :: edge(), V1 :: vertex(), V2 :: vertex(), Label :: label()) ->
          edge() | {error, {bad_edge, [vertex()]} | {bad_vertex, vertex()}}.
add_edge(G, E, V1, V2, Label) ->
    case [V || V <- [V1, V2], not ets:member(G#digraph.vtab, V)] of
        [Missing | _] -> {error, {bad_vertex, Missing}};
        [] ->
            case objection(G, E, V1, V2) of
                none ->
                    ets:insert(G#digraph.ntab, [{{out, V1}, E}, {{in, V2}, E}]),
                    ets:insert(G#digraph.etab, {E, V1, V2, Label}),
                    E;
                Path -> {error, {bad_edge, Path}}
            end
    end.

%% The edge is another one already, or it would close a cycle where none may be.
objection(G, E, V1, V2) ->
    case edge(G, E) of
        {_, A, B, _} when A =/= V1; B =/= V2 -> [V1, V2];
        _ when G#digraph.cyclic -> none;
        _ when V1 =:= V2 -> [V1, V2];
        _ ->
            case get_path(G, V2, V1) of
                false -> none;
                Path -> Path
            end
    end.

-doc "Deletes an edge.".
-spec del_edge(G :: graph(), E :: edge()) -> true.
del_edge(G, E) -> del_edges(G, [E]).

-doc "Deletes edges.".
-spec del_edges(G :: graph(), Edges :: [edge()]) -> true.
del_edges(G, Es) ->
    lists:foreach(fun(E) -> remove(G, edge(G, E)) end, Es),
    true.

remove(_, false) -> true;
remove(G, {E, V1, V2, _}) ->
    ets:delete_object(G#digraph.ntab, {{in, V2}, E}),
    ets:delete_object(G#digraph.ntab, {{out, V1}, E}),
    ets:delete(G#digraph.etab, E).

-doc "`{Edge, V1, V2, Label}` or `false`.".
-spec edge(G :: graph(), E :: edge()) ->
          {E :: edge(), V1 :: vertex(), V2 :: vertex(), Label :: label()} | false.
edge(G, E) -> found(ets:lookup(G#digraph.etab, E)).

-doc "All edges, or those of a vertex.".
-spec edges(G :: graph()) -> [edge()].
edges(G) -> ets:select(G#digraph.etab, [{{'$1', '_', '_', '_'}, [], ['$1']}]).

-doc "All edges, or those of a vertex.".
-spec edges(G :: graph(), V :: vertex()) -> [edge()].
edges(G, V) ->
    ets:select(G#digraph.ntab, [{{{Side, V}, '$1'}, [], ['$1']} || Side <- [out, in]]).

-doc "How many edges there are.".
-spec no_edges(G :: graph()) -> non_neg_integer().
no_edges(G) -> ets:info(G#digraph.etab, size).

%% Neighbours: the newest edge's first

-doc "The vertices from which edges lead to a vertex.".
-spec in_neighbours(G :: graph(), V :: vertex()) -> [vertex()].
in_neighbours(G, V) -> ends(G, in_edges(G, V), 2).

-doc "The vertices to which edges lead from a vertex.".
-spec out_neighbours(G :: graph(), V :: vertex()) -> [vertex()].
out_neighbours(G, V) -> ends(G, out_edges(G, V), 3).

ends(G, Es, Place) ->
    lists:reverse([ets:lookup_element(G#digraph.etab, E, Place) || E <- Es]).

-doc "The edges to a vertex.".
-spec in_edges(G :: graph(), V :: vertex()) -> [edge()].
in_edges(G, V) -> [E || {_, E} <- ets:lookup(G#digraph.ntab, {in, V})].

-doc "The edges from a vertex.".
-spec out_edges(G :: graph(), V :: vertex()) -> [edge()].
out_edges(G, V) -> [E || {_, E} <- ets:lookup(G#digraph.ntab, {out, V})].

-doc "How many edges lead to a vertex.".
-spec in_degree(G :: graph(), V :: vertex()) -> non_neg_integer().
in_degree(G, V) -> length(in_edges(G, V)).

-doc "How many edges lead from a vertex.".
-spec out_degree(G :: graph(), V :: vertex()) -> non_neg_integer().
out_degree(G, V) -> length(out_edges(G, V)).

%% Paths

-doc "A path from V1 to V2 as a list of vertices, or `false`.".
-spec get_path(G :: graph(), V1 :: vertex(), V2 :: vertex()) -> [vertex(), ...] | false.
get_path(G, V1, V2) -> way(G, V1, V2, 1).

-doc "A cycle through a vertex, the longer ones first, or `false`.".
-spec get_cycle(G :: graph(), V :: vertex()) -> [vertex(), ...] | false.
get_cycle(G, V) ->
    case way(G, V, V, 2) of
        false ->
            case lists:member(V, out_neighbours(G, V)) of
                true -> [V];
                false -> false
            end;
        Cycle -> Cycle
    end.

%% A path with so many edges at least, depth first.
way(G, From, To, Least) ->
    case walk(G, out_neighbours(G, From), To, Least, [From], #{From => []}) of
        {found, Path} -> Path;
        {none, _} -> false
    end.

walk(_, [], _, _, _, Seen) -> {none, Seen};
walk(G, [To | Vs], To, Least, Way, Seen) ->
    case length(Way) >= Least of
        true -> {found, lists:reverse(Way, [To])};
        false -> walk(G, Vs, To, Least, Way, Seen)
    end;
walk(G, [V | Vs], To, Least, Way, Seen) when is_map_key(V, Seen) ->
    walk(G, Vs, To, Least, Way, Seen);
walk(G, [V | Vs], To, Least, Way, Seen) ->
    case walk(G, out_neighbours(G, V), To, Least, [V | Way], Seen#{V => []}) of
        {none, Seen1} -> walk(G, Vs, To, Least, Way, Seen1);
        Found -> Found
    end.

-doc "A shortest cycle through a vertex, or `false`.".
-spec get_short_cycle(G :: graph(), V :: vertex()) -> [vertex(), ...] | false.
get_short_cycle(G, V) -> get_short_path(G, V, V).

-doc "A shortest path from V1 to V2, or `false`.".
-spec get_short_path(G :: graph(), V1 :: vertex(), V2 :: vertex()) -> [vertex(), ...] | false.
get_short_path(G, V1, V2) -> spread(G, queue:from_list(out_edges(G, V1)), V2, #{V1 => start}).

%% Breadth first; Parents says whence each vertex was reached.
spread(G, Queue, To, Parents) ->
    case queue:out(Queue) of
        {empty, _} -> false;
        {{value, E}, Rest} ->
            case edge(G, E) of
                {_, V, To, _} -> back(V, Parents, [To]);
                {_, _, W, _} when is_map_key(W, Parents) -> spread(G, Rest, To, Parents);
                {_, V, W, _} ->
                    Longer = lists:foldl(fun queue:in/2, Rest, out_edges(G, W)),
                    spread(G, Longer, To, Parents#{W => {from, V}})
            end
    end.

back(V, Parents, Path) ->
    case Parents of
        #{V := {from, Before}} -> back(Before, Parents, [V | Path]);
        #{} -> [V | Path]
    end.

-doc "Deletes edges until there is no path from V1 to V2.".
-spec del_path(G :: graph(), V1 :: vertex(), V2 :: vertex()) -> true.
del_path(G, V1, V2) ->
    case get_path(G, V1, V2) of
        false -> true;
        Path ->
            [cut(G, A, B) || {A, B} <- lists:zip(lists:droplast(Path), tl(Path))],
            del_path(G, V1, V2)
    end.

cut(G, V1, V2) ->
    del_edges(G, [E || E <- out_edges(G, V1), element(3, edge(G, E)) =:= V2]).
