"""The processes that every system has are those of the reference, and can be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pyerlshell.transcript.session import Session


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    yield Session(str(tmp_path_factory.mktemp("scratch")))


# What OTP 29.1.1 prints for these.
PRINTED = {
    "length(processes()).": "44",
    "supervisor:count_children(kernel_sup).": (
        "[{specs,15},{active,13},{supervisors,5},{workers,10}]"
    ),
    "[Id || {Id, _, _, _} <- supervisor:which_children(logger_sup)].": (
        "[default,logger_proxy,logger_handler_watcher]"
    ),
    "supervisor:which_children(kernel_safe_sup).": "[]",
    "lists:keyfind(user, 1, supervisor:which_children(kernel_sup)).": (
        "{user,<0.66.0>,supervisor,[user_sup]}"
    ),
    "lists:keyfind(net_sup, 1, supervisor:which_children(kernel_sup)).": (
        "{net_sup,undefined,supervisor,[erl_distribution]}"
    ),
    "sys:get_state(kernel_refc).": "#{scheduler_wall_time => #{}}",
    "process_info(whereis(init), initial_call).": "{initial_call,{erl_init,start,2}}",
    "process_info(whereis(rex), current_function).": "{current_function,{gen_server,loop,5}}",
    "proc_lib:initial_call(whereis(user)).": "{group,init,['Argument__1']}",
    "proc_lib:translate_initial_call(whereis(kernel_sup)).": "{supervisor,kernel,1}",
    "proc_lib:get_label(group_leader()).": "{group,{shell,start,[init]}}",
    "process_info(group_leader(), group_leader).": "{group_leader,<0.46.0>}",
}


@pytest.mark.parametrize("text", PRINTED)
def test_as_in_the_reference(session: Session, text: str) -> None:
    assert "\n".join(session.run(text).lines) == PRINTED[text]


def test_children_are_those_of_the_reference(session: Session) -> None:
    children = "[Id || {Id, _, _, _} <- supervisor:which_children(kernel_sup)]"
    printed = "".join(session.run(f"rp({children}).").lines)
    assert "".join(printed.split()) == (
        "[kernel_safe_sup,kernel_refc,kernel_config,logger_sup,user,erl_signal_server,global_group,"
        "net_sup,global_name_server,rex,inet_db,on_load,file_server_2,standard_error,code_server]ok"
    )
