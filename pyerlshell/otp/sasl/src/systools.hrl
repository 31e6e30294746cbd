%% A release, as its .rel file describes it.
-record(release, {name, vsn, erts_vsn,
                  applications,    % [{App, Vsn, Type}]
                  incl_apps}).     % [{App, [Included]}]

%% An application, as its .app file describes it; `dir' is where that file was found.
-record(application, {name, type = permanent, vsn = "", id = "", description = "", modules = [],
                      uses = [], optional = [], includes = [], regs = [], env = [],
                      maxT = infinity, maxP = infinity, mod = [], start_phases, dir = ""}).
