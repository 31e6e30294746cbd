"""Modules that are there before anything is loaded: erlang/, init, prim_file, erts_internal."""
