%% Cookies, the older names of what `erlang' does.
%%
%% OTP: auth
-module(auth).

-export([is_auth/1, cookie/0, cookie/1, node_cookie/1, node_cookie/2, get_cookie/0, get_cookie/1,
         set_cookie/1, set_cookie/2]).

-moduledoc "The cookies by which nodes know each other. A node without a name has none.".

-doc "Can the node be connected? Use net_adm:ping/1.".
-spec is_auth(Node :: node()) -> yes | no.
is_auth(Node) ->
    case net_adm:ping(Node) of
        pong -> yes;
        pang -> no
    end.

-doc "The cookie of this node. Use erlang:get_cookie/0.".
-spec cookie() -> atom().
cookie() -> get_cookie().

-doc "Sets the cookie of this node. Use erlang:set_cookie/2.".
-spec cookie(Cookie :: term()) -> true.
cookie([Cookie]) -> set_cookie(Cookie);
cookie(Cookie) -> set_cookie(Cookie).

-doc "As node_cookie/2, of `[Node, Cookie]`.".
-spec node_cookie([term(), ...]) -> yes | no.
node_cookie([Node, Cookie]) -> node_cookie(Node, Cookie).

-doc "Sets the cookie for a node and says if it can be connected.".
-spec node_cookie(Node :: node(), Cookie :: term()) -> yes | no.
node_cookie(Node, Cookie) ->
    set_cookie(Node, Cookie),
    is_auth(Node).

-doc false.
get_cookie() -> erlang:get_cookie().
-doc false.
get_cookie(Node) -> erlang:get_cookie(Node).
-doc false.
set_cookie(_Cookie) -> error(distribution_not_started).
-doc false.
set_cookie(_Node, _Cookie) -> error(distribution_not_started).
