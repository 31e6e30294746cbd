-module(folding1).
-compile([nowarn_match_alias_pats, nowarn_deprecated_catch]).
-export([a/1,b/1,c/1,d/1,e/1,f/1,g/1,h/1,i/1,j/1,k/1,l/1,m/1,n/1,o/1,p/1,q/1,r/1,s/1,t/1,u/1,v/1,w/1,x/1,y/1,z/1]).
-record(r, {a, b}).
a(X) -> {X}, [X], #{a => X}, <<X>>, fun() -> X end, "abc", 1, ok, [], <<"x">>, #r{a=1}, {f(X), [X|X]}, X, 1.5, {}.
b(X) -> X + 1, X == 1, length(X), is_atom(X), self(), hd(X), X ++ [a], node(), element(1, X), lists:append(X, X), lists:map(X, X), not X, -X, X.
c(X) -> _ = X + 1, _ = {X}, _Y = {X}, _Z = length(X), W = {X}, W.
d(X) -> 1 / 0, 1 + a, X + a, hd([]), element(3, {a, b}), list_to_atom(1), atom_to_list(1), tl(a), 1 bsl a, a ++ [b].
e(X) -> Y = a, Y + 1, Z = {X, 1}, element(3, Z), 1 = 2, {a} = X, {a} = {X, 1}, [a] = {X}, {b} = {a}, ok.
f(_) -> 1; f(1) -> 2; f(2) -> 3.
g(X) -> case X of Y -> Y; 1 -> 2 end.
h(X) -> case {X, 1} of {1, 2} -> a; {1, 1} -> b; [_] -> c; {_, _} -> d; _ -> e end.
i(X) -> case true of false -> 1; true -> 2 end, case X == 1 of true -> 1; false -> 2; foo -> 3 end.
j(X) -> if 1 > 2 -> X; true -> 2; X > 1 -> 3 end.
k(X) when X =:= 1, false -> 1; k(X) when 1 =:= 2 -> X; k(_) -> ok.
l(X) -> 1(X), a:b(X), "a":b(X), {a,b}(X).
m(X) -> A = not_map, A#{k := X}, (1)#{a => 2}, X#{a := 1}.
n(X) -> #{a => 1, a => 2, X => 1, X => 2, "k" => 1, "k" => 3}.
o(X) -> <<X:4/binary>>, <<1.5:3/float>>, <<"abc"/utf8>>, <<a/integer>>, <<"abc":2/binary>>, <<<<"abc">>:5/binary>>, <<-1/utf8>>, <<1.0:8>>, <<{a}>>.
p(<<300:8>>) -> 1; p(<<-1:8>>) -> 2; p(<<a:8>>) -> 3; p(<<1.0:8>>) -> 4; p(_) -> 5.
q(X) -> [{X} || _ <- X], [begin X + 1 end || _ <- X], ok.
r(X) -> begin {X}, X end, case X of 1 -> {X}; _ -> X + 1 end, ok.
s(X) -> catch {X}, try {X} catch _:_ -> {X} end, ok.
t(X) -> X andalso {X}, X orelse X + 1, receive {a} -> {X} after 1 -> {X} end, ok.
u([A] = {A}) -> A; u(1 = 2) -> ok; u("a" ++ "b" = "ab") -> ok.
v(X) -> case X of {a} = [b] -> 1; _ -> 2 end, {a} = [X] = X.
w(X) -> F = fun(1) -> a; (_) -> b; (2) -> c end, F(X), try X of Y -> Y; 1 -> 2 catch _:_ -> a; error:_ -> b end.
x(X) -> receive Y -> Y; 1 -> 2 end, X.
y(X) -> error(foo), X.
z(X) -> "abc" = "abd", [X] = "ab", #r{} = {r, 1}, #r{a = 1} = #r{a = 2}, ok.
