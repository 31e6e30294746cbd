{application, tally,
 [{description, "Counts what it is told, by name"},
  {vsn, "2.0"},
  {modules, [tally, tally_app, tally_text, tally_names]},
  {registered, [tally]},
  {applications, [kernel, stdlib, sasl]},
  {env, [{step, 10}, {names, [apples, pears]}]},
  {mod, {tally_app, []}}]}.
