%% The order of modules that depend on each other: who depends comes before what it depends on; those
%% in a circle stay as they stood.
-module(systools_rc_order).

-export([graph/1, group/2, done/1]).

%% The graph of instructions, whose last element names the modules that the second depends on.
graph(Instructions) ->
    Graph = digraph:new(),
    lists:foldl(fun(I, N) -> vertex(Graph, element(2, I), {N, I}) end, 1, Instructions),
    [edge(Graph, element(2, I), Mod) || I <- Instructions, Mod <- element(tuple_size(I), I)],
    {Graph, digraph_utils:components(Graph)}.

done({Graph, _}) -> digraph:delete(Graph).

vertex(Graph, Mod, {N, _} = Label) ->
    case digraph:vertex(Graph, Mod) of
        false -> digraph:add_vertex(Graph, Mod, Label);
        _ -> throw({error, {muldef_module, Mod}})
    end,
    N + 1.

edge(Graph, From, To) ->
    case digraph:add_edge(Graph, From, To) of
        {error, _} -> throw({error, {undef_module, To}});
        _ -> ok
    end.

%% The instructions of all modules that hang together with Mod, in order.
group(Mod, {Graph, Components}) ->
    [Component] = [C || C <- Components, lists:member(Mod, C)],
    Part = part(Graph, Component),
    Circles = circles(Part),
    Order = digraph_utils:topsort(Circles),
    Result = [I || Circle <- Order,
                   {_, I} <- lists:keysort(1, [label(Part, V) || V <- Circle])],
    digraph:delete(Circles),
    digraph:delete(Part),
    Result.

label(Graph, Vertex) ->
    {_, Label} = digraph:vertex(Graph, Vertex),
    Label.

part(Graph, Vertices) ->
    Part = digraph:new(),
    [digraph:add_vertex(Part, V, label(Graph, V)) || V <- Vertices],
    [case digraph:edge(Graph, Edge) of
         {_, From, To, Label} -> digraph:add_edge(Part, Edge, From, To, Label)
     end || Edge <- digraph:edges(Graph), is_inside(digraph:edge(Graph, Edge), Vertices)],
    Part.

is_inside({_, From, To, _}, Vertices) ->
    lists:member(From, Vertices) andalso lists:member(To, Vertices).

%% A graph of the circles, with an edge to each one that can be reached.
circles(Graph) ->
    Result = digraph:new(),
    Circles = digraph_utils:strong_components(Graph),
    [digraph:add_vertex(Result, Circle) || Circle <- Circles],
    [digraph:add_edge(Result, Circle, Other)
     || Circle <- Circles, Reached <- [digraph_utils:reachable(Circle, Graph)],
        Other <- Circles, Other =/= Circle, lists:member(hd(Other), Reached)],
    Result.
