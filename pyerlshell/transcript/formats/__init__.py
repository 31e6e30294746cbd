"""Containers: a document's text to blocks of rows, whatever the markup.

blocks    what a format gives: blocks of rows that know their place in the text
detect    which format a document is in, by name and content
fences    what opens and closes code, as a table
fenced    every text format: fences, directives, indentation
html      HTML pages; `tags` for what is inside one line
erl       Erlang sources: comments, documentation attributes
notebook  Jupyter
strings   rows inside string literals
split     a text of any format to blocks
"""
