{application, m, [{description, "m"}, {vsn, "1"}, {modules, [m_sup, m_work, m_fsm]}, {registered, []}, {applications, [kernel, stdlib]}, {mod, {m_sup, top}}]}.
