-module(mkez).
-export([go/0]).
go() ->
  file:make_dir("src"),
  ok = file:write_file("baz.erl", "-module(baz).\n-export([f/0]).\nf() -> in_archive.\n"),
  {ok,baz,B} = compile:file(baz, [binary,debug_info]),
  zip:create("foo-0.1.ez", [{"foo-0.1/ebin/baz.beam", B}, {"foo-0.1/ebin/foo.app", <<"{application,foo,[{vsn,\"0.1\"},{modules,[baz]}]}.\n">>}, {"foo-0.1/priv/x.txt", <<"hello">>}]).
