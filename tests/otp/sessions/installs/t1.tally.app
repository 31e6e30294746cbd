{application, tally,
 [{description, "Counts what it is told"},
  {vsn, "1.0"},
  {modules, [tally, tally_app, tally_text]},
  {registered, [tally]},
  {applications, [kernel, stdlib, sasl]},
  {env, [{step, 1}]},
  {mod, {tally_app, []}}]}.
