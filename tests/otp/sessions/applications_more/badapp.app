{application, badapp, [{description, "Bad"},{vsn, "0.1"},{modules,[]},{applications,[kernel,stdlib]},{mod,{badapp,[]}}]}.
