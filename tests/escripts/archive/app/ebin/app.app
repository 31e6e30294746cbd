{application,app,[{vsn,"1"},{modules,[inner]},{applications,[kernel,stdlib]}]}.
