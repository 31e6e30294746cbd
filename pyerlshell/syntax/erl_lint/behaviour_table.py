"""The callbacks of the behaviours of OTP: module -> (required, optional).

A shipped behaviour need not be loaded to know them.

OTP: Module:behaviour_info/1
"""

from __future__ import annotations

from typing import Final

CALLBACKS: Final[dict[str, tuple[str, str]]] = {
    "erl_tracer": (
        "enabled/3 enabled_running_procs/3 trace/5 trace_running_procs/5",
        "enabled_call/3 enabled_garbage_collection/3 enabled_ports/3 enabled_procs/3 "
        "enabled_receive/3 enabled_running_ports/3 enabled_send/3 trace_call/5 "
        "trace_garbage_collection/5 trace_ports/5 trace_procs/5 trace_receive/5 "
        "trace_running_ports/5 trace_send/5",
    ),
    "eunit_listener": ("init/1 handle_begin/3 handle_end/3 handle_cancel/3 terminate/2", ""),
    "httpd": ("do/1", "remove/1 store/2"),
    "httpd_custom_api": ("", "response_default_headers/0 response_header/1 request_header/1"),
    "inets_service": (
        "start_standalone/1 start_service/1 stop_service/1 services/0 service_info/1",
        "",
    ),
    "mod_esi": ("", "Function/3"),
    "mod_security": ("event/4 event/5", ""),
    "application": ("start/2 stop/1", "config_change/3 prep_stop/1 start_phase/3"),
    "data_publisher": (
        "version/0 init_global_view/2 init_local_data/1 stop_global_view/1 update_local_data/2 "
        "update_global_view_and_notify/4 data_diff/2 new_subscription/2 translate_update/3 "
        "translate_local_data/3",
        "translate_message/2",
    ),
    "logger_formatter": ("check_config/1 format/2", ""),
    "logger_handler": (
        "log/2",
        "adding_handler/1 changing_config/3 filter_config/1 removing_handler/1",
    ),
    "mnesia_backend_type": (
        "add_aliases/1 check_definition/4 close_table/2 create_table/3 delete/3 delete_table/2 "
        "first/2 fixtable/3 last/2 index_is_consistent/3 init_backend/0 info/3 insert/3 "
        "lookup/3 is_index_consistent/2 load_table/4 match_delete/3 next/3 prev/3 "
        "receiver_first_message/4 receive_data/5 receive_done/4 real_suffixes/0 "
        "remove_aliases/1 repair_continuation/2 select/1 select/3 select/4 sender_init/4 "
        "semantics/2 slot/3 sync_close_table/2 tmp_suffixes/0 update_counter/4 validate_key/6 "
        "validate_record/6",
        "",
    ),
    "ssl_crl_cache_api": ("lookup/3 select/2 fresh_crl/2", "lookup/2"),
    "ssl_session_cache_api": (
        "init/1 terminate/1 lookup/2 update/3 delete/2 size/1",
        "select_session/2 foldl/3",
    ),
    "erl_error": ("format_error/2", ""),
    "gen_event": (
        "init/1 handle_event/2 handle_call/2",
        "handle_info/2 terminate/2 code_change/3 format_status/1 format_status/2",
    ),
    "gen_fsm": (
        "init/1 handle_event/3 handle_sync_event/4",
        "StateName/2 StateName/3 handle_info/3 terminate/3 code_change/4 format_status/2",
    ),
    "gen_server": (
        "init/1 handle_call/3 handle_cast/2",
        "handle_info/2 handle_continue/2 terminate/2 code_change/3 format_status/1 format_status/2",
    ),
    "gen_statem": (
        "init/1 callback_mode/0",
        "format_status/1 format_status/2 terminate/3 code_change/4 StateName/3 handle_event/4",
    ),
    "supervisor": ("init/1", ""),
    "supervisor_bridge": ("init/1 terminate/2", ""),
    "sys": (
        "system_code_change/4 system_continue/3 system_get_state/1 system_replace_state/2 "
        "system_terminate/4",
        "",
    ),
}
