{application, syn, [foo.
