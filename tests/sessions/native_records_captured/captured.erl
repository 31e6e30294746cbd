-module(captured).
-export([make/4, update/1, b/1, read/2, total/1]).
-export_record([rec]).
-ifdef(WIDER).
-compile(nowarn_undefined_field).
-record #rec{a, d, b, c, new = fresh}.
make(A, B, C, D) -> #rec{a = A, b = B, c = C, d = D}.
-else.
-record #rec{a, b, c, d}.
make(A, B, C, D) -> #rec{a = A, b = B, c = C, d = D}.
-endif.

update(#rec{new = _} = Done) -> {done, Done};
update(#rec{a = A, b = B, c = C, d = D}) -> {made, make(A, B, C, D)}.

b(R) when R#rec.b > 1 -> {big, R#rec.b, R#rec{b = 0}};
b(R) -> {small, R#rec.b, R#rec{d = R, b = 1}}.

read(R, new) -> R#rec.new;
read(R, _) -> R#_.d.

total(Rs) -> lists:sum([A + D || #rec{a = A, d = D} <- Rs]).
