-module(foreseen_binaries).
-export([a/0, b/0, c/1, d/2, e/1, f/1]).
a() -> Bin = <<1,2,3,7:4>>, <<Bin/binary>>.
b() -> Size = bad_size, <<1:Size>>.
c(<<x/utf8>>) -> ok;
c(<<16#110000/utf16>>) -> bad;
c(<<-1:Size/unsigned, Size>>) -> ok.
d(Bin, Sz) -> case Bin of <<-42:Sz/unsigned>> -> ok; <<42:Sz/float>> -> ok; <<42:Sz/binary>> -> ok end.
e(Bin) -> Sz = bad, <<42:Sz>> = Bin.
f(M) -> {M#{<<"a">>=>1, <<"b">>=>2, <<"a">>:=3}, #{#{"a"=>1}=>1, #{"a"=>1}=>2}}.
