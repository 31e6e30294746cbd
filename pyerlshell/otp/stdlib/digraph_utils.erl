%% Algorithms on the graphs of digraph: components, orders, trees, parts of a graph.
%%
%% Most of them walk the graph depth first and differ in where they start and which neighbours they go
%% to: a forest is the list of the trees that were walked, the last one first, each with its last
%% vertex first.
%%
%% OTP: digraph_utils
-module(digraph_utils).

-export([components/1, strong_components/1, cyclic_strong_components/1, condensation/1]).
-export([reachable/2, reachable_neighbours/2, reaching/2, reaching_neighbours/2]).
-export([topsort/1, preorder/1, postorder/1]).
-export([is_acyclic/1, loop_vertices/1, is_tree/1, is_arborescence/1, arborescence_root/1]).
-export([subgraph/2, subgraph/3]).

-moduledoc "Functions on directed graphs of digraph.".

%% Walking

ahead(G) -> fun(V) -> digraph:out_neighbours(G, V) end.

behind(G) -> fun(V) -> digraph:in_neighbours(G, V) end.

around(G) -> fun(V) -> digraph:in_neighbours(G, V) ++ digraph:out_neighbours(G, V) end.

forest(Step, Starts) ->
    {Trees, _} = lists:foldl(fun(V, {Trees, Seen}) -> grow([V], Step, [], Trees, Seen) end,
                             {[], #{}}, Starts),
    Trees.

%% The forest of what the starts lead to; a start is in it if it is led to.
forest_behind(Step, Starts) ->
    {Trees, _} = lists:foldl(fun(V, {_, Seen} = Done) when is_map_key(V, Seen) -> Done;
                                (V, {Trees, Seen}) -> grow(Step(V), Step, [], Trees, Seen)
                             end,
                             {[], #{}}, Starts),
    Trees.

grow([], _, [], Trees, Seen) -> {Trees, Seen};
grow([], _, Tree, Trees, Seen) -> {[Tree | Trees], Seen};
grow([V | Vs], Step, Tree, Trees, Seen) when is_map_key(V, Seen) ->
    grow(Vs, Step, Tree, Trees, Seen);
grow([V | Vs], Step, Tree, Trees, Seen) ->
    grow(Step(V) ++ Vs, Step, [V | Tree], Trees, Seen#{V => []}).

%% The vertices that a walk leaves, the last one first.
left(Starts, Step) ->
    {Left, _} = leave(Starts, Step, [], #{}),
    Left.

leave([], _, Left, Seen) -> {Left, Seen};
leave([V | Vs], Step, Left, Seen) when is_map_key(V, Seen) ->
    leave(Vs, Step, Left, Seen);
leave([V | Vs], Step, Left, Seen) ->
    {Left1, Seen1} = leave(Step(V), Step, Left, Seen#{V => []}),
    leave(Vs, Step, [V | Left1], Seen1).

%% Components

-doc "The sets of vertices that are connected, whatever the direction.".
-spec components(Digraph :: digraph:graph()) -> [[digraph:vertex()]].
components(G) -> forest(around(G), digraph:vertices(G)).

-doc "The sets of vertices each of which can be reached from the others.".
-spec strong_components(Digraph :: digraph:graph()) -> [[digraph:vertex()]].
strong_components(G) -> forest(behind(G), left(digraph:vertices(G), ahead(G))).

-doc "The strong components with a cycle.".
-spec cyclic_strong_components(Digraph :: digraph:graph()) -> [[digraph:vertex()]].
cyclic_strong_components(G) ->
    lists:reverse([C || C <- strong_components(G), is_cyclic(C, G)]).

is_cyclic([V], G) -> lists:member(V, digraph:out_neighbours(G, V));
is_cyclic(_, _) -> true.

-doc "A new graph whose vertices are the strong components.".
-spec condensation(Digraph :: digraph:graph()) -> digraph:graph().
condensation(G) ->
    Components = strong_components(G),
    Numbered = lists:enumerate(Components),
    NumberOf = #{V => N || {N, C} <- Numbered, V <- C},
    Component = maps:from_list(Numbered),
    Condensed = subgraph(G, []),
    lists:foreach(fun(C) ->
                          digraph:add_vertex(Condensed, C),
                          [condense(C, map_get(N, Component), Condensed)
                           || N <- led_to(C, G, NumberOf)]
                  end, Components),
    Condensed.

condense(From, To, Condensed) ->
    digraph:add_vertex(Condensed, To),
    From =/= To andalso digraph:add_edge(Condensed, From, To).

%% The numbers of the components to which edges lead, each once, in the order of an ets table.
led_to(C, G, NumberOf) ->
    Table = ets:new(condense, []),
    [ets:insert(Table, {map_get(W, NumberOf)}) || V <- C, W <- digraph:out_neighbours(G, V)],
    Numbers = [N || {N} <- ets:tab2list(Table)],
    ets:delete(Table),
    Numbers.

%% What can be reached

-doc "The vertices that can be reached from some vertices, these included.".
-spec reachable(Vertices :: [digraph:vertex()], Digraph :: digraph:graph()) -> [digraph:vertex()].
reachable(Vs, G) when is_list(Vs) -> lists:append(forest(ahead(G), Vs)).

-doc "The vertices that can be reached over at least one edge.".
-spec reachable_neighbours(Vertices :: [digraph:vertex()], Digraph :: digraph:graph()) ->
          [digraph:vertex()].
reachable_neighbours(Vs, G) when is_list(Vs) -> lists:append(forest_behind(ahead(G), Vs)).

-doc "The vertices from which some vertices can be reached, these included.".
-spec reaching(Vertices :: [digraph:vertex()], Digraph :: digraph:graph()) -> [digraph:vertex()].
reaching(Vs, G) when is_list(Vs) -> lists:append(forest(behind(G), Vs)).

-doc "The vertices from which some can be reached over at least one edge.".
-spec reaching_neighbours(Vertices :: [digraph:vertex()], Digraph :: digraph:graph()) ->
          [digraph:vertex()].
reaching_neighbours(Vs, G) when is_list(Vs) -> lists:append(forest_behind(behind(G), Vs)).

%% Orders

-doc "The vertices, each before those its edges lead to; `false` if there is a cycle.".
-spec topsort(Digraph :: digraph:graph()) -> [digraph:vertex()] | false.
topsort(G) ->
    Order = left(digraph:vertices(G), ahead(G)),
    case length(forest(behind(G), Order)) =:= digraph:no_vertices(G) of
        true -> Order;
        false -> false
    end.

-doc "The vertices in the order in which a depth first walk comes to them.".
-spec preorder(Digraph :: digraph:graph()) -> [digraph:vertex()].
preorder(G) ->
    {Trees, _} = grow(roots(G), ahead(G), [], [], #{}),
    lists:reverse(lists:append(Trees)).

-doc "The vertices in the order in which a depth first walk leaves them.".
-spec postorder(Digraph :: digraph:graph()) -> [digraph:vertex()].
postorder(G) -> lists:reverse(left(roots(G), ahead(G))).

%% Where a walk that sees everything may start.
roots(G) ->
    [V || V <- digraph:vertices(G), digraph:in_degree(G, V) =:= 0]
        ++ [V || [V | _] <- cyclic_strong_components(G)].

%% Kinds of graphs

-doc "Is there no cycle?".
-spec is_acyclic(Digraph :: digraph:graph()) -> boolean().
is_acyclic(G) -> loop_vertices(G) =:= [] andalso topsort(G) =/= false.

-doc "The vertices with an edge to themselves.".
-spec loop_vertices(Digraph :: digraph:graph()) -> [digraph:vertex()].
loop_vertices(G) -> [V || V <- digraph:vertices(G), is_cyclic([V], G)].

-doc "Is it a tree?".
-spec is_tree(Digraph :: digraph:graph()) -> boolean().
is_tree(G) -> has_edges_of_a_tree(G) andalso length(components(G)) =:= 1.

has_edges_of_a_tree(G) -> digraph:no_edges(G) =:= digraph:no_vertices(G) - 1.

-doc "Is it a tree whose edges all lead away from a root?".
-spec is_arborescence(Digraph :: digraph:graph()) -> boolean().
is_arborescence(G) -> arborescence_root(G) =/= no.

-doc "`{yes, Root}` of an arborescence, or `no`.".
-spec arborescence_root(Digraph :: digraph:graph()) -> no | {yes, Root :: digraph:vertex()}.
arborescence_root(G) ->
    Degrees = [{digraph:in_degree(G, V), V} || V <- digraph:vertices(G)],
    case {has_edges_of_a_tree(G), [V || {0, V} <- Degrees], [V || {N, V} <- Degrees, N > 1]} of
        {true, [Root], []} -> {yes, Root};
        _ -> no
    end.

%% Parts

-doc "A new graph of some vertices and the edges between them.".
-spec subgraph(Digraph :: digraph:graph(), Vertices :: [digraph:vertex()]) -> digraph:graph().
subgraph(G, Vs) -> subgraph(G, Vs, []).

-doc "A new graph of some vertices and the edges between them.".
-spec subgraph(Digraph :: digraph:graph(), Vertices :: [digraph:vertex()],
               Options :: [{type, inherit | [digraph:d_type()]} | {keep_labels, boolean()}]) ->
          digraph:graph().
subgraph(G, Vs, Options) ->
    {Type, Keep} = case choose(Options, inherit, true) of
                       wrong -> error(badarg);
                       Chosen -> Chosen
                   end,
    Part = digraph:new(type(Type, G)),
    Label = fun(L) when Keep -> L; (_) -> [] end,
    [digraph:add_vertex(Part, V, Label(L)) || Name <- Vs, {V, L} <- [digraph:vertex(G, Name)]],
    [digraph:add_edge(Part, E, V1, V2, Label(L))
     || V <- digraph:vertices(Part), Name <- digraph:out_edges(G, V),
        {E, V1, V2, L} <- [digraph:edge(G, Name)], digraph:vertex(Part, V2) =/= false],
    Part.

choose([{type, Type} | Options], _, Keep) when Type =:= inherit; is_list(Type) ->
    choose(Options, Type, Keep);
choose([{keep_labels, Keep} | Options], Type, _) when is_boolean(Keep) ->
    choose(Options, Type, Keep);
choose([], Type, Keep) -> {Type, Keep};
choose(_, _, _) -> wrong.

type(inherit, G) ->
    [Value || {What, Value} <- digraph:info(G), What =/= memory];
type(Type, _) -> Type.
