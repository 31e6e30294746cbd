%% Query handles, and what they are when they are prepared: shared by qlc and qlc_info.

-record(qlc_handle, {h}).
-record(qlc_append, {hl}).
-record(qlc_table, {trav_fun, trav_MS, pre_fun, post_fun, info_fun, format_fun, lookup_fun, parent_fun,
                    key_equality, lu_vals, ms = no_match_spec}).
-record(qlc_sort, {h, keypos, unique, compressed, order, fs_opts, tmpdir_usage = allowed, tmpdir}).
-record(qlc_lc, {lc, opt}).
-record(qlc_opt, {unique = false, cache = false, max_lookup = -1, join = any, tmpdir = "",
                  lookup = any, max_list = 524288, tmpdir_usage = allowed}).
-record(qlc_cursor, {c}).

%% A prepared comprehension. join: none or {How, Operator, I, ColI, J, ColJ}, in which the objects of
%% generator J are walked through first and those of I looked up, or both are merged; kept: is what is
%% joined kept, and how.
-record(lc, {quals, template, join = none, kept = false, opt, source, bindings, whole = none}).
%% A prepared generator: where its objects come from and what it does with them.
-record(gen, {number, from, match, cache, used = []}).
%% A prepared table. lookup: none or {Position, Keys}; used: the filters that these come from; whole:
%% does the match specification give the answers of the query.
-record(tab, {table, lookup = none, used = [], spec = none, whole = false}).
