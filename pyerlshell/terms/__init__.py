"""The values, and all that can be said of a value alone.

    atoms, types        the Python shape of every kind of term
    lists, maps, bits, funs   operations on the kinds that Python has no type for
    records     native records and their captured definitions
    order               =:=, ==, and the order of all terms; map_order: the order a map shows;
                        map_iterators: what is left of an iterator over a map
    hash                phash2; internal_hash: places in large maps and in ets tables
    write               ~w; display: erlang:display/1; measure, docs, pretty: ~p in lines;
                        chars, floats, unicode: text
    format, format_*    io:format's control sequences
    etf, etf_*          the external term format
    module_code         a compiled module, as the compiler hands it to the runtime

OTP: erts/emulator/beam (utils.c, external.c), io_lib
"""
