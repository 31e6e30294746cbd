-module(failing_parts).
-compile([export_all,nowarn_export_all,nowarn_unused_vars]).
a(X) -> [X]#{a => 1}.
b(X) -> {X}#{a => 1}.
c(X) -> <<X>>#{a => 1}.
d(X) -> (fun() -> X end)#{a => 1}.
e(X) -> Y = [X], Y#{a => X + 1}, ok.
f(X) -> Y = {X}, Y#{a => X + 1}, ok.
g(X) -> "a"#{a => X + 1}, {X}, ok.
h(X) -> is_function(X, a), is_function(X, -1), is_function(1, 2).
i(X) -> 1 = #{a => X}.
j(X) -> -1 = #{a => X}.
k(X) -> a = <<X>>.
l(X) -> {a} = #{a => X}.
m(X) -> case #{a => X} of 1 -> a; {X} -> b; _ -> c end.
n(X) -> case -1 of -1 -> a; 1 -> X end.
o(X) -> -1 = X, -1 = 2, {-1} = {2}, ok.
p(X) -> try -X of a -> 1 catch _:_ -> 2 end.
q(X) -> try -1 of a -> 1 catch _:_ -> 2 end.
r(X) -> try 1 + 1 of a -> 1 catch _:_ -> X + 1, 2 end.
s(X) -> try X of {a, _} -> X; _ -> b; c -> d catch _:_ -> X + 1, 2 end.
t(X) -> Y = try 1 catch _:_ -> X + 1 end, ok.
u(X) -> #{a => begin {X}, 1 end}, [begin {X}, 1 end], foo(begin {X}, 1 end), ok.
v(X) -> [X + 1 || X <- 1 andalso X], ok.
w(X) -> [{Y, X + 1} || Y <- error(X), Y + 1], ok.
foo(X) -> X.
