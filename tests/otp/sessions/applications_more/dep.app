{application, dep, [{description, "Dep"},{vsn, "0.1"},{modules,[]},{applications,[kernel,stdlib,myapp]},{env,[]}]}.
