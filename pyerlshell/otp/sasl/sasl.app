{application, sasl,
 [{description, "SASL  CXC 138 11"},
  {vsn, "4.4"},
  {registered, [sasl_sup, alarm_handler, release_handler]},
  {applications, [kernel, stdlib]},
  {env, []},
  {mod, {sasl, []}}]}.
