{application, up,
 [{description, "up"}, {vsn, "1"}, {modules, [up_srv, up_ev, up_app, up_spec]},
  {registered, []}, {applications, [kernel, stdlib]}, {mod, {up_app, []}}]}.
