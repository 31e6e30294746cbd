{application, myapp, [{description, "My app"},{vsn, "1.2"},{modules,[myapp,mysup]},{registered,[mysup]},{applications,[kernel,stdlib]},{env,[{a,1},{b,"two"}]},{mod,{myapp,[arg]}}]}.
