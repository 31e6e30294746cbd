"""Recordings: a session that was worked in, saved as something others can read, run or watch.

turns     what the group leader saw, as prompts with their inputs and outputs
styled    runs of text with the colours they are shown in
plain     transcript, Markdown
page      HTML, SVG (still and animated)
cast      asciicast v2
notebook  Jupyter
save      the format by the name of the file; whole or not at all
command   `pyerlshell record`

All but the pictures replay to themselves.
"""
