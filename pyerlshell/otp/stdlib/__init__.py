"""The stdlib application: Python for values, Erlang for processes, one file or package a module."""
