{application, runtime_tools,
 [{description, "RUNTIME_TOOLS"},
  {vsn, "2.5"},
  {registered, [runtime_tools_sup]},
  {applications, [kernel, stdlib]},
  {env, []}]}.
