"""Whether what was printed is what a document shows.

verdict    the verdicts
printed    printed text as trees: terms, words, gaps
names      names that change from run to run, matched one to one; calls whose results change
match      two trees, two sequences of trees; what it took to make them match
outputs    an output in its parts: lines, reports, an exception, a compiler's messages
faults     exceptions in the words of every release
judge      one prompt: the verdict, and why
"""
