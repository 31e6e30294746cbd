{application, m, [{description, "m"}, {vsn, "2"}, {modules, [m_sup, m_work, m_fsm]}, {registered, []}, {applications, [kernel, stdlib]}, {mod, {m_sup, top}}]}.
