{application, compiler,
 [{description, "ERTS  CXC 138 10"},
  {vsn, "10.0.6"},
  {registered, []},
  {applications, [kernel, stdlib]},
  {env, []}]}.
