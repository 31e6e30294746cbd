"""Documentation, as the shell's h/1,2,3, ht and hcb show it.

    markdown  markdown text to blocks
    render    blocks to lines of a width, bold and underlined where there is a terminal
    natives   what the modules written in Python say of themselves, as a docs_v1 term
    pages     a docs_v1 term and a question to the text of a page

OTP: shell_docs, shell_docs_markdown
"""
