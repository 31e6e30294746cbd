%% The modules are those that are there.
{application, kernel,
 [{description, "ERTS  CXC 138 10"},
  {vsn, "11.0.4"},
  {registered, [application_controller, code_server, error_logger, file_server_2, global_group,
                global_name_server, init, kernel_config, kernel_refc, kernel_sup, logger,
                logger_handler_watcher, logger_sup, net_kernel, rex, user, inet_db, pg]},
  {applications, []},
  {mod, {kernel, []}}]}.
