{application, crypto,
 [{description, "CRYPTO"}, {vsn, "5.10"}, {modules, [crypto]}, {registered, []},
  {applications, [kernel, stdlib]}, {env, []}]}.
