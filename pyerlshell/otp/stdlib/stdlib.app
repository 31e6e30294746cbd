{application, stdlib,
 [{description, "ERTS  CXC 138 10"},
  {vsn, "8.1"},
  {registered, [timer_server, rsh_starter, take_over_monitor, pool_master, dets]},
  {applications, [kernel]},
  {env, []}]}.
