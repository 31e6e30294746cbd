-module(docs_exports).
-compile([warn_missing_doc, export_all, nowarn_export_all]).
-export_type([e/0]).
-type t() :: a.
-type nt() :: a.
-type e() :: a.
-record(r, {a :: rt()}).
-type rt() :: b.
-opaque o() :: c.
-export_type([o/0]).
-spec f(t(), #r{}) -> x.
f(_, _) -> nt, g(1).
-spec g(nt()) -> x.
g(_) -> x.
